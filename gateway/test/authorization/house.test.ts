import { hash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { compose } from '../compose.ts';
import { type Body, type House, startHouse } from '../house.ts';
import { watchByEvents, watchByWebSocket } from '../watch.ts';

const subgraphs = ['auth', 'invoice', 'analytics', 'notification'];
const create = 'mutation ($input: CreateInvoiceInput!) { createInvoice(input: $input) { created } }';
const input = { content: Buffer.from('<xml/>').toString('base64'), idempotencyKey: 'one' };
const denied = (...path: (string | number)[]) =>
  expect.objectContaining({ path, extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } });

/** The house's own supergraph, in which admins only may listen to what becomes of invoices. */
async function writeSupergraph(folder: string): Promise<string> {
  const read = (path: string) => readFile(new URL(`../../../${path}`, import.meta.url), 'utf8');
  const schemas = await Promise.all(subgraphs.map((name) => read(`subgraphs/${name}/contract/schema.graphql`)));
  const events = (await read('supergraph/events.graphql'))
    .replace('"@key"', '"@key", "@policy"')
    .replace(/(invoiceStatusChanged\(.*\): Invoice!)/, '$1 @policy(policies: [["role:admin"]])');
  const sdl = compose({ ...Object.fromEntries(subgraphs.map((name, at) => [name, schemas[at] ?? ''])), events });
  const file = join(folder, 'supergraph.graphql');
  await writeFile(file, sdl.replace('"http://events"', '"kafka:events"'));
  return file;
}

describe('rules in the house', () => {
  let house: House;
  let folder: string;
  const tokens: Record<string, string> = {};
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fiscal-rules-'));
    house = await startHouse({ SUPERGRAPH_PATH: await writeSupergraph(folder) });
    for (const role of ['viewer', 'analyst', 'admin'])
      tokens[role] = await house.issuer.token({
        sub: role,
        roles: [role],
        scope: role === 'admin' ? 'read manage' : 'read',
      });
  });
  beforeEach(() => {
    house.ledger.seen.length = 0;
  });
  afterAll(async () => {
    await house.stop();
    await rm(folder, { recursive: true });
  });
  const ask = (query: string, role?: string, variables?: unknown) => {
    const token = tokens[role ?? ''];
    return house.ask(query, { variables, ...(token ? { token } : {}) });
  };
  const asked = () => house.ledger.seen.map(({ subgraph }) => subgraph);

  it('over roles keep what a caller may not do from being asked for', async () => {
    for (const role of ['viewer', undefined]) {
      const { status, body } = await ask(create, role, { input });
      expect([status, body]).toEqual([200, { data: null, errors: [denied('createInvoice')] }]);
    }
    expect(asked()).toEqual([]);
    expect((await ask(create, 'analyst', { input })).body).toEqual({ data: { createInvoice: { created: true } } });
    expect(asked()).toEqual(['invoice']);
  });

  it('over scopes and roles give each caller their part of one operation', async () => {
    const query = '{ me { id } webhooks { id } }';
    expect((await ask(query)).body).toEqual({
      data: { me: null, webhooks: null },
      errors: [denied('me'), denied('webhooks')],
    });
    expect(asked()).toEqual([]);
    expect((await ask(query, 'viewer')).body).toEqual({
      data: { me: { id: 'viewer' }, webhooks: null },
      errors: [denied('webhooks')],
    });
    expect(asked()).toEqual(['auth']);
    expect((await ask(query, 'admin')).body).toEqual({ data: { me: { id: 'admin' }, webhooks: null } });
    expect(asked().toSorted()).toEqual(['auth', 'auth', 'notification']);
  });

  it('hold for who sends the hash of a document, not for who sent the document', async () => {
    const query = 'query Kept { me { id } count: unreadNotificationCount }';
    const send = async (body: object, role?: string): Promise<Body> => {
      const headers = { 'content-type': 'application/json', ...(role && { authorization: `Bearer ${tokens[role]}` }) };
      const response = await fetch(`${house.url}/graphql`, { method: 'POST', headers, body: JSON.stringify(body) });
      return (await response.json()) as Body;
    };
    const extensions = { persistedQuery: { version: 1, sha256Hash: hash('sha256', query) } };
    expect(await send({ query, extensions }, 'admin')).toEqual({ data: { me: { id: 'admin' }, count: 3 } });
    const nobody = { data: { me: null, count: null }, errors: [denied('me'), denied('count')] };
    expect(await send({ extensions })).toEqual(nobody);
    expect(await send({ extensions }, 'viewer')).toEqual({ data: { me: { id: 'viewer' }, count: 3 } });
  });

  it('give everybody their own answer while the same operation is under way for others', async () => {
    const query = 'query Together { me { id } webhooks { id } invoices { nodes { id } } }';
    const roles = [undefined, 'viewer', 'analyst', 'admin'];
    const callers = Array.from({ length: 200 }, (_, at) => roles[at % roles.length]);
    const answers = await Promise.all(callers.map((role) => ask(query, role)));
    for (const [at, { body }] of answers.entries()) {
      const role = callers[at];
      expect(body.data?.me ?? null).toEqual(role ? { id: role } : null);
      expect((body.errors ?? []).map(({ path }) => path?.[0])).toEqual(
        role === 'admin' ? [] : role ? ['webhooks'] : ['me', 'webhooks', 'invoices'],
      );
    }
  });

  it.each([
    ['a WebSocket', watchByWebSocket],
    ['server-sent events', watchByEvents],
  ])('tell once by %s that a subscription is denied, and listen to nothing for it', async (_, watch) => {
    const heard = watch(house.url, 'subscription { invoiceStatusChanged { id } }', { token: tokens.analyst ?? '' });
    expect(await heard.ended).toBe('complete');
    expect(heard.results).toEqual([{ data: null, errors: [denied('invoiceStatusChanged')] }]);
    expect(house.openSubscriptions()).toBe(0);
  });
});
