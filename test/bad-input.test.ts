import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt, type JWTPayload } from 'jose';
import { z } from 'zod';
import { askGateway } from '../deploy/local/graphql-client.ts';
import { freePorts } from '../deploy/local/ports.ts';
import { signIn } from '../deploy/local/seed.ts';
import { createDraw } from './documents.ts';
import { type Signer, startSigner } from './foreign-keys.ts';
import { type House, openHouse } from './house.ts';
import { post } from './questions.ts';

const draw = createDraw(13);
const me = '{ me { email } }';
const mebibyte = 1024 * 1024;
/** What must never be seen outside: stacks, files, addresses of the inside, database words. */
const leak = /node_modules|\.ts:\d|\bat \w+ \(|127\.0\.0\.1|ECONN|serviceName|stacktrace|select |postgres/i;

let house: House;
let gateway: string;
let analyst: string;
let claims: JWTPayload;
let signer: Signer;

beforeAll(async () => {
  const [authPort = 0] = await freePorts(1);
  signer = await startSigner(`http://127.0.0.1:${authPort}`);
  house = await openHouse({ AUTH_PORT: String(authPort), AUTH_JWKS_URL: signer.url });
  gateway = house.urls.gateway;
  analyst = await signIn(gateway, 'analyst@norte.example');
  claims = decodeJwt(analyst);
}, 180_000);

afterAll(async () => {
  await signer?.stop();
  expect(await house?.close()).toEqual([]);
}, 60_000);

/** The answer's error code, after a look that it has one error, no data, and tells nothing of the inside. */
async function codeOf(body: string, headers: Readonly<Record<string, string>> = {}): Promise<string> {
  const { text } = await post(gateway, body, headers);
  expect(text).not.toMatch(leak);
  const { data, errors } = JSON.parse(text);
  // Nothing is answered: no data at all, or null in place of the one field asked for.
  expect(Object.values(data ?? {}).every((field) => field === null)).toBe(true);
  expect(errors).toHaveLength(1);
  return errors[0].extensions.code;
}

const ask = (query: string, variables: Record<string, unknown> = {}) => JSON.stringify({ query, variables });
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const create = (input: Record<string, unknown>) =>
  ask('mutation Send($input: CreateInvoiceInput!) { createInvoice(input: $input) { created } }', { input });
const segment = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('signing in', () => {
  it('refuses a wrong password and an unknown user alike', async () => {
    const login = (email: string) =>
      ask('mutation In($input: LoginInput!) { login(input: $input) { accessToken } }', {
        input: { email, password: 'not-the-password' },
      });
    expect(await codeOf(login('viewer@norte.example'))).toBe('INVALID_CREDENTIALS');
    expect(await codeOf(login('nobody@norte.example'))).toBe('INVALID_CREDENTIALS');
  });

  it('takes a token that is right, to show that the ones below are wrong in one way only', async () => {
    const shape = z.object({ me: z.object({ email: z.string() }) });
    const token = await signer.sign(claims);
    expect(await askGateway(gateway, shape, { query: me, token })).toEqual({ me: { email: 'analyst@norte.example' } });
  });

  it('refuses no token, and tokens that are expired, unsigned, of another kind or for another audience', async () => {
    const now = Math.floor(Date.now() / 1000);
    const { exp: _exp, ...endless } = claims;
    const [header, body, signature = ''] = analyst.split('.');
    const tokens = {
      expired: await signer.sign({ ...claims, iat: now - 3_600, exp: now - 1_800 }),
      endless: await signer.sign(endless),
      'another audience': await signer.sign({ ...claims, aud: 'another-graph' }),
      'another issuer': await signer.sign({ ...claims, iss: 'https://issuer.example' }),
      'another type': await signer.sign(claims, { typ: 'JWT' }),
      unsigned: `${header}.${body}.`,
      'alg none': `${segment({ alg: 'none', typ: 'at+jwt' })}.${body}.`,
      'changed afterwards': `${header}.${segment({ ...claims, roles: ['admin'] })}.${signature}`,
      garbage: 'garbage',
    };
    const codes = Object.entries(tokens).map(async ([name, token]) => [name, await codeOf(ask(me), bearer(token))]);
    const expected = Object.keys(tokens).map((name) => [name, 'UNAUTHENTICATED']);
    expect(await Promise.all(codes)).toEqual(expected);
    expect(await codeOf(ask(me))).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
  });
});

describe('requests', () => {
  it('refuses what is no GraphQL, and GraphQL of another graph', async () => {
    expect(await codeOf(ask('{ me { email '), bearer(analyst))).toBe('GRAPHQL_PARSE_FAILED');
    expect(await codeOf(ask('{ me { shoeSize } }'), bearer(analyst))).toBe('GRAPHQL_VALIDATION_FAILED');
    expect(await codeOf('{"query":', bearer(analyst))).toBe('BAD_REQUEST');
  });

  it('refuses a body of 30 MB', async () => {
    const body = create({ content: 'A'.repeat(30 * mebibyte) });
    const { status, text } = await post(gateway, body, bearer(analyst));
    expect(status).toBe(413);
    expect(JSON.parse(text).errors[0].extensions.code).toBe('PAYLOAD_TOO_LARGE');
  });
});

describe('documents', () => {
  it('refuses a DOCTYPE, something that is no XML, and what is no base64', async () => {
    const content = (text: string) => Buffer.from(text).toString('base64');
    expect(await codeOf(create({ content: content(draw('doctype').xml) }), bearer(analyst))).toBe('XML_DOCTYPE');
    expect(await codeOf(create({ content: content('hello') }), bearer(analyst))).toBe('DOCUMENT_UNREADABLE');
    expect(await codeOf(create({ content: '<xml/>' }), bearer(analyst))).toBe('INVALID_BASE64');
  });

  it('fetches from no private address, however it is written', async () => {
    const checksum = createHash('sha256').update('x').digest('hex');
    const hosts = ['127.0.0.1', 'localhost', '10.0.0.1', '169.254.169.254', '[::1]', '2130706433'];
    const urls = hosts.map((host) => `https://${host}:${new URL(house.urls.auth ?? '').port}/document.xml`);
    for (const url of urls) expect(await codeOf(create({ url, checksum }), bearer(analyst))).toBe('URL_NOT_ALLOWED');
  });

  it('lets a viewer send nothing', async () => {
    const viewer = await signIn(gateway, 'viewer@norte.example');
    const content = Buffer.from(draw('valid').xml).toString('base64');
    expect(await codeOf(create({ content }), bearer(viewer))).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
  });

  it('has stored nothing of all this', async () => {
    const shape = z.object({ invoices: z.object({ nodes: z.array(z.unknown()) }) });
    const { invoices } = await askGateway(gateway, shape, { query: '{ invoices { nodes { id } } }', token: analyst });
    expect(invoices.nodes).toEqual([]);
    const blobs = await readdir(join(house.dataDir, 'blobs'), { recursive: true, withFileTypes: true });
    expect(blobs.filter((entry) => entry.isFile()).map((entry) => entry.name)).toEqual([]);
  });
});

describe('a subgraph called past the gateway', () => {
  it.each(['auth', 'invoice', 'analytics', 'notification'])('%s answers 401', async (name) => {
    const response = await fetch(`${house.urls[name]}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...bearer(analyst) },
      body: JSON.stringify({ query: '{ __typename }' }),
    });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  });
});
