import { hash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { describeOver, type Found } from '../../test/backends/backend.ts';
import { findRedis, type RedisBackend } from '../../test/backends/redis.ts';
import { eventually } from '../../test/eventually.ts';
import { createRedis } from '../src/admission/redis-part.ts';
import { createLocalStore, createSharedStore, type PersistedStore } from '../src/documents/persisted-store.ts';
import { type Body, type House, startHouse } from './house.ts';

const idOf = (text: string) => hash('sha256', text);
const persisted = (text: string, version = 1) => ({ persistedQuery: { version, sha256Hash: idOf(text) } });

/** Sends a request as clients of the protocol do. */
async function send(house: House, body: object) {
  const response = await fetch(`${house.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Body };
}

const missing = { errors: [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }] };

describe('automatic persisted queries', () => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse();
  });
  afterAll(() => house.stop());

  it('take the hash instead of a document that was seen, by POST and GET', async () => {
    const query = 'query Seen { __typename }';
    const extensions = persisted(query);
    expect(await send(house, { extensions })).toEqual({ status: 200, body: missing });
    expect((await send(house, { query, extensions })).body).toEqual({ data: { __typename: 'Query' } });
    expect((await send(house, { extensions })).body).toEqual({ data: { __typename: 'Query' } });
    const search = new URLSearchParams({ extensions: JSON.stringify(extensions), operationName: 'Seen' });
    const response = await fetch(`${house.url}/graphql?${search}`, { headers: { 'apollo-require-preflight': '1' } });
    expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it('tell clients of the type made for GraphQL by the status too', async () => {
    const response = await fetch(`${house.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
      body: JSON.stringify({ extensions: persisted('{ nobody }') }),
    });
    expect([response.status, await response.json()]).toEqual([400, missing]);
  });

  it('keep no document that is not valid', async () => {
    const query = '{ nope }';
    await send(house, { query, extensions: persisted(query) });
    expect((await send(house, { extensions: persisted(query) })).body).toEqual(missing);
  });

  it.each([
    ['of another document', { query: '{ __typename }', extensions: persisted('{ me { id } }') }],
    ['of another version', { query: '{ __typename }', extensions: persisted('{ __typename }', 2) }],
    ['that is none', { extensions: { persistedQuery: { version: 1, sha256Hash: '__proto__' } } }],
    ['in no object', { query: '{ __typename }', extensions: { persistedQuery: 'x' } }],
  ])('refuse a hash %s', async (_, body) => {
    const answer = await send(house, body);
    expect([answer.status, answer.body.errors?.[0]?.extensions.code]).toEqual([400, 'BAD_REQUEST']);
  });

  it('say that there are none where they are off', async () => {
    const off = await startHouse({}, 'persistedQueries: { enabled: false }');
    const query = '{ __typename }';
    const code = 'PERSISTED_QUERY_NOT_SUPPORTED';
    for (const body of [{ extensions: persisted(query) }, { query, extensions: persisted(query) }]) {
      expect((await send(off, body)).body).toEqual({
        errors: [{ message: 'PersistedQueryNotSupported', extensions: { code } }],
      });
    }
    await off.stop();
  });
});

type Running = { readonly store: PersistedStore; stop(): Promise<void> };

/** Redis is there, and nothing is shown by its being slow on a busy machine. */
const commandTimeoutMs = 5_000;

async function overRedis(backend: RedisBackend, ttlMs = 60_000): Promise<Running> {
  const { redis, part } = createRedis(backend.url, commandTimeoutMs);
  await part.start();
  await eventually(() => expect(redis.status).toBe('ready'));
  return { store: createSharedStore(redis, ttlMs, Date.now), stop: part.stop };
}

const local: Found<Running> = {
  start: async () => ({ store: createLocalStore(60_000, Date.now), stop: async () => undefined }),
};
const redis = await findRedis();
const shared: Found<Running> =
  'missing' in redis
    ? redis
    : {
        async start() {
          const backend = await redis.start();
          const { store, stop } = await overRedis(backend);
          return { store, stop: () => stop().then(backend.stop) };
        },
      };

for (const [name, found] of [
  ['in this process', local],
  ['in Redis', shared],
] as const) {
  describeOver(`kept documents ${name}`, found, (start) => {
    let running: Running;
    beforeAll(async () => {
      running = await start();
    });
    afterAll(() => running.stop());

    it('are found by their hash, and others are not', async () => {
      running.store.put(idOf('{ a }'), '{ a }');
      expect(await running.store.get(idOf('{ a }'))).toBe('{ a }');
      expect(await running.store.get(idOf('{ b }'))).toBeUndefined();
      expect(await running.store.get('__proto__')).toBeUndefined();
    });

    it('are found at once when they were found before', () => {
      running.store.put(idOf('{ c }'), '{ c }');
      expect(running.store.get(idOf('{ c }'))).toBe('{ c }');
    });
  });
}

describe('kept documents in this process', () => {
  it('are forgotten when nobody has asked for them for long, and bounded', () => {
    let now = 0;
    const store = createLocalStore(1_000, () => now);
    store.put('a', '{ a }');
    now = 900;
    expect(store.get('a')).toBe('{ a }');
    now = 1_800;
    expect(store.get('a')).toBe('{ a }');
    now = 2_900;
    expect(store.get('a')).toBeUndefined();
    for (let index = 0; index < 50; index++) store.put(`${index}`, 'x'.repeat(1_000_000));
    expect(store.get('0')).toBeUndefined();
    expect(store.get('49')).toHaveLength(1_000_000);
  });
});

describeOver('kept documents of several gateways', redis, (start) => {
  let backend: RedisBackend;
  beforeAll(async () => {
    backend = await start();
  });
  afterAll(() => backend.stop());

  it('are shared, and what is not the document of its hash is not believed', async () => {
    const [one, other] = [await overRedis(backend), await overRedis(backend)];
    one.store.put(idOf('{ shared }'), '{ shared }');
    await eventually(async () => expect(await other.store.get(idOf('{ shared }'))).toBe('{ shared }'));
    one.store.put(idOf('{ good }'), '{ evil }');
    await eventually(async () => expect(await other.store.get(idOf('{ evil }'))).toBeUndefined());
    expect(await other.store.get(idOf('{ good }'))).toBeUndefined();
    await Promise.all([one.stop(), other.stop()]);
  });

  it('are those of each gateway alone while Redis is away, without anybody waiting for it', async () => {
    const house = await startHouse({ REDIS_URL: backend.url });
    const query = 'query Away { __typename }';
    expect((await send(house, { query, extensions: persisted(query) })).body.errors).toBeUndefined();
    await backend.kill();
    expect((await send(house, { extensions: persisted(query) })).body.errors).toBeUndefined();
    const begunAt = Date.now();
    expect((await send(house, { extensions: persisted('{ another }') })).body).toEqual(missing);
    expect(Date.now() - begunAt).toBeLessThan(10_000);
    await house.stop();
  });
});
