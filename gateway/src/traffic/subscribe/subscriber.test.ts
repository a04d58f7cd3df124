import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql';
import { WebSocketServer } from 'ws';
import { eventually } from '../../../../test/eventually.ts';
import { type SubscriptionServer, startSubscriptionServer } from '../../../test/subscription-server.ts';
import { defaultRules } from '../options.ts';
import type { Call, SubgraphRequest } from '../subgraph-client.ts';
import { createSubscriber, type Subscriber } from './subscriber.ts';

async function* count(to: number, size: number): AsyncGenerator<string, void, undefined> {
  for (let value = 1; value <= to; value++) {
    yield `${value}${'.'.repeat(size)}`;
    // Others must have their turn, as they would with values that come from elsewhere.
    if (value % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}

async function* endless(): AsyncGenerator<string, void, undefined> {
  yield 'first';
  await new Promise(() => undefined);
}

const field = (subscribe: () => AsyncIterable<string>) => ({
  type: GraphQLString,
  subscribe,
  resolve: (value: unknown) => value,
});
const schema = new GraphQLSchema({
  query: new GraphQLObjectType({ name: 'Query', fields: { a: { type: GraphQLString } } }),
  subscription: new GraphQLObjectType({
    name: 'Subscription',
    fields: {
      count: field(() => count(3, 0)),
      many: field(() => count(20_000, 1_000)),
      large: field(() => count(1, 5_000)),
      endless: field(endless),
    },
  }),
});

const call: Call = {
  identity: { kind: 'anonymous', via: 'gateway' },
  correlationId: 'c-1',
  deadlineAt: Number.POSITIVE_INFINITY,
  clientHeaders: { 'x-shown': 'yes' },
  subgraphCalls: { add: () => undefined } as unknown as Call['subgraphCalls'],
};

const ask = (query: string): SubgraphRequest => ({
  type: 'subscription',
  body: JSON.stringify({ query }),
  maxStaleMs: 0,
});

describe.each(['ws', 'sse'] as const)('a subscription at a subgraph by %s', (protocol) => {
  let server: SubscriptionServer;
  const subscribers: Subscriber[] = [];
  const stops: (() => unknown)[] = [];

  beforeAll(async () => {
    server = await startSubscriptionServer(schema);
  });
  afterEach(async () => {
    for (const each of subscribers.splice(0)) await each.stop();
    for (const stop of stops.splice(0)) await stop();
  });
  afterAll(() => server.stop());

  const at = (url: string, rules: Partial<typeof defaultRules> = {}) => {
    const subscriber = createSubscriber({
      name: 'secret-name',
      url: new URL(url),
      subscriptions: { protocol },
      rules: { ...defaultRules, headers: { propagate: ['x-shown'], insert: {}, remove: [] }, ...rules },
      mint: async (audience) => `token-for-${audience}`,
      now: Date.now,
    });
    subscribers.push(subscriber);
    return subscriber;
  };
  /** Serves whatever the handlers do, on a free port. */
  const serve = async (created: Server | ReturnType<typeof createTcpServer>) => {
    created.listen(0, '127.0.0.1');
    await once(created, 'listening');
    stops.push(() => created.close());
    return `http://127.0.0.1:${(created.address() as AddressInfo).port}/`;
  };

  it('gives its values in order, and ends when the subgraph does', async () => {
    const source = await at(server.url).subscribe(ask('subscription { count }'), call);
    const values = await Array.fromAsync(source);
    expect(values.map(({ data }) => data)).toEqual([{ count: '1' }, { count: '2' }, { count: '3' }]);
    expect(await source.next()).toEqual({ done: true, value: undefined });
  });

  it('says on whose behalf', async () => {
    await Array.fromAsync(await at(server.url).subscribe(ask('subscription { count }'), call));
    expect(server.heard.at(-1)).toMatchObject({
      authorization: 'Bearer token-for-secret-name',
      'x-correlation-id': 'c-1',
      'x-shown': 'yes',
    });
    if (protocol === 'ws')
      expect(server.introductions.at(-1)).toEqual({ authorization: 'Bearer token-for-secret-name' });
  });

  it('gives the errors of one that is refused, and ends', async () => {
    const values = await Array.fromAsync(await at(server.url).subscribe(ask('subscription { nothing }'), call));
    expect(values).toMatchObject([{ errors: [{ message: expect.stringContaining('nothing') }] }]);
  });

  it('ends at the subgraph when nobody wants it any more', async () => {
    const source = await at(server.url).subscribe(ask('subscription { endless }'), call);
    expect(await source.next()).toMatchObject({ value: { data: { endless: 'first' } } });
    const next = source.next();
    await source.return?.();
    expect(await next).toEqual({ done: true, value: undefined });
    await eventually(() => expect(server.openStreams()).toBe(0));
  });

  it('tells when the subgraph drops it, and names nothing inside', async () => {
    const source = await at(server.url).subscribe(ask('subscription { endless }'), call);
    await source.next();
    const next = source.next();
    server.cut();
    await expect(next).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
    await expect(next).rejects.not.toThrow(/secret|127|closed/);
    expect(await source.next()).toEqual({ done: true, value: undefined });
  });

  it('is not begun at a subgraph that is away', async () => {
    const url = await serve(createServer());
    await stops.pop()?.();
    const source = await at(url).subscribe(ask('subscription { count }'), call);
    await expect(source.next()).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
  });

  it('is given up when the subgraph does not take it in time', async () => {
    const sockets = new Set<{ destroy(): void }>();
    const url = await serve(createTcpServer((socket) => void sockets.add(socket.on('error', () => undefined))));
    stops.push(() => [...sockets].map((socket) => socket.destroy()));
    const source = await at(url, { timeoutMs: 100 }).subscribe(ask('subscription { count }'), call);
    await expect(source.next()).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    const late = at(url).subscribe(ask('subscription { count }'), { ...call, deadlineAt: Date.now() - 1 });
    await expect(late).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
  });

  it('holds the subgraph up while nobody takes its values, and loses none', async () => {
    const source = await at(server.url, { maxAnswerBytes: 64 * 1024 }).subscribe(ask('subscription { many }'), call);
    await source.next();
    let taken = 1;
    for await (const { data } of source) {
      taken += 1;
      if (taken % 1_000 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
      expect(Number.parseInt(String(data?.many), 10)).toBe(taken);
    }
    expect(taken).toBe(20_000);
  });

  it('refuses what is too large, or is none of the protocol', async () => {
    const tooLarge = await at(server.url, { maxAnswerBytes: 500 }).subscribe(ask('subscription { large }'), call);
    await expect(tooLarge.next()).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
    for (const text of [
      'no json',
      '[]',
      '{"type":"next","id":"1","payload":{"nothing":1}}',
      '{"type":"next","id":"1"}',
    ]) {
      const odd = createServer((_, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' }).end(`event: next\ndata: ${text}\n\n`);
      });
      const webSockets = new WebSocketServer({ server: odd });
      webSockets.on('connection', (socket) => socket.on('message', () => socket.send(text)));
      const url = await serve(odd);
      stops.push(() => [...webSockets.clients].map((client) => client.terminate()));
      const source = await at(url, { timeoutMs: 2_000 }).subscribe(ask('subscription { count }'), call);
      await expect(source.next()).rejects.toMatchObject({
        code: expect.stringMatching(/^(SUBGRAPH_UNAVAILABLE|DEADLINE_EXCEEDED)$/),
      });
    }
  });
});
