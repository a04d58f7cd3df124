import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  createMintToken,
  createVerifyToken,
  generateInternalKeys,
  graphqlPart,
  type Part,
  sendJson,
} from '../src/index.ts';
import { noteResolvers, noteSchema } from './note-service.ts';

type Answer = {
  status: number;
  body: { data?: Record<string, unknown> | null; errors?: { message: string; extensions: Record<string, unknown> }[] };
};

let door: Part & { url(): string };
let token: string;
let tokenForAnother: string;
let fit = true;

beforeAll(async () => {
  const { privateJwks, jwks } = await generateInternalKeys(['gateway']);
  const mint = await createMintToken('gateway', privateJwks.gateway ?? {});
  token = await mint('note', { kind: 'service', via: 'gateway' });
  tokenForAnother = await mint('auth', { kind: 'service', via: 'gateway' });
  const store = { name: 'store', start: async () => undefined, stop: async () => undefined };
  door = graphqlPart({
    service: 'note',
    host: '127.0.0.1',
    port: 0,
    schema: noteSchema,
    resolvers: noteResolvers,
    context: (identity) => ({ identity }),
    verify: createVerifyToken('note', jwks),
    parts: [{ ...store, ready: () => (fit ? Promise.resolve() : Promise.reject(new Error('down'))) }],
    routes: { 'GET /open': async (_, response) => sendJson(response, 200, { open: true }) },
  });
  await door.start();
});

afterAll(() => door.stop());

async function post(body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): Promise<Answer> {
  const authorization = `Bearer ${token}`;
  const response = await fetch(`${door.url()}/graphql`, {
    method: 'POST',
    body,
    headers: { authorization, ...headers },
  });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}

const ask = (query: string, headers?: Record<string, string>, variables?: unknown) =>
  post(JSON.stringify({ query, variables }), { 'content-type': 'application/json', ...headers });

const codesOf = ({ body }: Answer) => body.errors?.map((error) => error.extensions.code);

describe('a subgraph', () => {
  it('answers a caller with an internal token, whose identity the resolvers see', async () => {
    expect(await ask('{ whoami }')).toEqual({ status: 200, body: { data: { whoami: 'service' } } });
  });

  it('serves the federation its schema and its entities', async () => {
    const { body } = await ask(
      '{ _service { sdl } _entities(representations: [{ __typename: "Note", id: "1" }]) { ... on Note { id body } } }',
    );
    expect(body.data).toMatchObject({ _entities: [{ id: '1', body: 'referenced' }] });
    expect(JSON.stringify(body.data?._service)).toContain('type Note @key');
  });

  it.each([
    ['no', undefined],
    ['an unfit', 'Bearer nonsense'],
    ['another service’s', 'another'],
  ])('answers 401 to a caller with %s token, before it reads the body', async (_, authorization) => {
    const headers = new Headers(authorization ? { authorization } : {});
    if (authorization === 'another') headers.set('authorization', `Bearer ${tokenForAnother}`);
    const response = await fetch(`${door.url()}/graphql`, { method: 'POST', headers, body: '{ not even json' });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({
      errors: [{ message: expect.any(String), extensions: { code: 'UNAUTHENTICATED' } }],
    });
  });

  it('tells what was refused, and why', async () => {
    const { status, body } = await ask('{ fault(how: REFUSAL) }');
    expect(status).toBe(200);
    expect(body.errors).toEqual([
      {
        message: 'the note is locked',
        path: ['fault'],
        locations: [{ line: 1, column: 3 }],
        extensions: { code: 'NOTE_LOCKED', kind: 'conflict' },
      },
    ]);
  });

  it('tells of an entity what was refused', async () => {
    const query = '{ _entities(representations: [{ __typename: "Note", id: "locked" }]) { ... on Note { id } } }';
    const { body } = await ask(query);
    expect(body.errors).toMatchObject([{ message: 'no such note', extensions: { code: 'NOTE_NOT_FOUND' } }]);
  });

  it('takes only text for a scalar of its own, so that no resolver meets anything else', async () => {
    const byVariable = 'query ($day: Day!) { echo(day: $day) }';
    expect((await ask(byVariable, {}, { day: 'x' })).body.data).toEqual({ echo: 'X' });
    expect((await ask('{ echo(day: "x") }')).body.data).toEqual({ echo: 'X' });
    for (const day of [1, true, ['x'], { a: 1 }]) {
      expect([day, codesOf(await ask(byVariable, {}, { day }))]).toEqual([day, ['BAD_USER_INPUT']]);
    }
    for (const literal of ['1', 'true', '["x"]', '{ a: 1 }', 'X']) {
      const codes = codesOf(await ask(`{ echo(day: ${literal}) }`));
      expect([literal, codes]).toEqual([literal, ['GRAPHQL_VALIDATION_FAILED']]);
    }
  });

  it('masks a bug, but for the id under which it is logged', async () => {
    const answer = await ask('{ fault(how: BUG) }', { 'x-correlation-id': 'c-42' });
    expect(answer.body.errors).toMatchObject([
      { message: 'internal error', path: ['fault'], extensions: { code: 'INTERNAL', correlationId: 'c-42' } },
    ]);
    expect(JSON.stringify(answer)).not.toMatch(/secret_column|stacktrace|TypeError/);
  });

  it('does not tell why something is unavailable', async () => {
    const answer = await ask('{ fault(how: UNAVAILABLE) }');
    expect(answer.body.errors).toMatchObject([
      { message: 'not now', extensions: { code: 'SERVICE_UNAVAILABLE', kind: 'unavailable' } },
    ]);
    expect(JSON.stringify(answer)).not.toContain('10.0.0.7');
  });

  it.each([
    ['GRAPHQL_PARSE_FAILED', '{ whoami', 400],
    ['GRAPHQL_VALIDATION_FAILED', '{ nothing }', 400],
    ['GRAPHQL_VALIDATION_FAILED', '{ __schema { types { name } } }', 400],
    ['BAD_USER_INPUT', 'query ($id: ID!) { note(id: $id) { id } }', 400],
  ])('answers %s to a request that is at fault', async (code, query, status) => {
    const answer = await ask(query);
    expect([codesOf(answer), answer.status]).toEqual([[code], status]);
  });

  it.each(['{ not json', '[]', '"text"', '{}'])('answers BAD_REQUEST to the body %s', async (text) => {
    const answer = await post(text);
    expect([codesOf(answer), answer.status]).toEqual([['BAD_REQUEST'], 400]);
  });

  it('refuses a body of 30 MB and goes on', async () => {
    const answer = await post(new Uint8Array(30 * 1024 * 1024));
    expect([codesOf(answer), answer.status]).toEqual([['PAYLOAD_TOO_LARGE'], 413]);
    expect((await ask('{ whoami }')).status).toBe(200);
  });

  it('runs its resolvers under the correlation id and the deadline of the caller', async () => {
    const headers = { 'x-correlation-id': 'c-43', 'x-timeout-ms': '1500' };
    const { body } = await ask('{ note(id: 1) { body } leftMs }', headers);
    expect(body.data?.note).toEqual({ body: 'c-43' });
    expect(body.data?.leftMs).toBeGreaterThan(0);
    expect(body.data?.leftMs).toBeLessThanOrEqual(1_500);
    expect(codesOf(await ask('{ leftMs }', { 'x-timeout-ms': '0' }))).toEqual(['DEADLINE_EXCEEDED']);
  });

  it('gives a correlation id to a caller whose own is missing or unfit', async () => {
    const uuid = /^[0-9a-f-]{36}$/;
    for (const headers of [{}, { 'x-correlation-id': '{"forged":"line"}' }]) {
      const { body } = await ask('{ note(id: 1) { body } }', headers);
      expect(body.data?.note).toEqual({ body: expect.stringMatching(uuid) });
    }
  });

  it('serves health and its own routes without a token', async () => {
    expect(await (await fetch(`${door.url()}/open`)).json()).toEqual({ open: true });
    fit = false;
    const ready = await fetch(`${door.url()}/health/ready`);
    fit = true;
    expect([ready.status, await ready.json()]).toEqual([503, { status: 'not ready', missing: ['store'] }]);
    expect((await fetch(`${door.url()}/health/ready`)).status).toBe(200);
  });
});
