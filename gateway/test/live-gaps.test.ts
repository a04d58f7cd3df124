import { once } from 'node:events';
import { afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { WebSocket } from 'ws';
import { eventually } from '../../test/eventually.ts';
import { type Events, startEvents } from './events.ts';
import { type Body, type House, startHouse } from './house.ts';
import { copySupergraph, type SupergraphCopy } from './supergraph-copy.ts';
import { type Heard, watchByWebSocket } from './watch.ts';

jest.setTimeout(100_000);

const changes = 'subscription { invoiceStatusChanged { id version } }';

type Change = { readonly id: string; readonly version: number };

const changeOf = ({ data }: Body) => data?.invoiceStatusChanged as Change | undefined;
const told = ({ errors }: Body) => errors?.[0]?.extensions;

describe('what retention has taken', () => {
  it('is told of to a client that comes back, with its count, and the rest follows', async () => {
    const events = await startEvents();
    const house = await startHouse({ KAFKA_BROKERS: events.brokers });
    const token = await house.issuer.token();
    const first = watchByWebSocket(house.url, changes, { token });
    await eventually(() => expect(house.openSubscriptions()).toBe(1));
    await events.changed('tenant-a', 'i-1', 'PROCESSING', 1);
    await eventually(() => expect(first.results).toHaveLength(1));
    const resumeFrom = first.results[0]?.extensions?.cursor;
    first.stop();
    for (let version = 2; version <= 5; version++) await events.changed('tenant-a', 'i-1', 'PROCESSING', version);
    await events.forgetInvoices();
    await events.changed('tenant-a', 'i-1', 'PROCESSING', 6);
    const second = watchByWebSocket(house.url, changes, { token, extensions: { resumeFrom } });
    await eventually(() => expect(second.results).toHaveLength(2));
    expect(second.results.map(told)).toEqual([
      {
        code: 'EVENTS_GAP',
        reason: 'RETENTION',
        count: 4,
        counts: 'RECORDS',
        from: resumeFrom,
        to: second.results[0]?.extensions?.cursor,
      },
      undefined,
    ]);
    expect(changeOf(second.results[1] as Body)).toEqual({ id: 'i-1', version: 6 });
    second.stop();
    await house.stop();
    await events.stop();
  });
});

describe('a client that does not read', () => {
  const capacity = 6;
  const padding = 'x'.repeat(100_000);
  let supergraph: SupergraphCopy;
  let events: Events;
  let house: House;
  const watching: Heard[] = [];
  beforeAll(async () => {
    events = await startEvents();
  });
  afterEach(async () => {
    for (const each of watching.splice(0)) each.stop();
    await house.stop();
    await supergraph.remove();
  });

  /** A gateway whose field says what becomes of events that a client does not read fast enough. */
  const startWith = async (overflow: string) => {
    supergraph = await copySupergraph();
    const { path, text } = supergraph;
    await supergraph.replace(
      text.replace('@live(topics: ["fiscal-i', `@live(overflow: ${overflow}, topics: ["fiscal-i`),
    );
    house = await startHouse(
      { SUPERGRAPH_PATH: path, KAFKA_BROKERS: events.brokers },
      `live: { queue: ${capacity}, spreadMs: 500ms }`,
    );
  };
  /** Subscribes by hand, to be able to read nothing. */
  const open = async () => {
    const socket = new WebSocket(`${house.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    const results: Body[] = [];
    const state = { isComplete: false };
    await once(socket, 'open');
    const send = (message: unknown) => socket.send(JSON.stringify(message));
    const acknowledged = once(socket, 'message');
    send({ type: 'connection_init', payload: { authorization: `Bearer ${await house.issuer.token()}` } });
    await acknowledged;
    socket.on('message', (bytes) => {
      const { type, payload } = JSON.parse(String(bytes)) as { type: string; payload: Body };
      if (type === 'next') results.push(payload);
      if (type === 'complete') state.isComplete = true;
    });
    send({ id: '1', type: 'subscribe', payload: { query: changes } });
    await eventually(() => expect(house.openSubscriptions()).toBe(1));
    return { socket, results, state };
  };
  const count = 200;
  /** Of one partition, so in order: more than what the network takes in between, and others that read meanwhile. */
  const flood = async () => {
    const other = watchByWebSocket(house.url, changes, { token: await house.issuer.token() });
    watching.push(other);
    await eventually(() => expect(house.openSubscriptions()).toBe(2));
    for (let version = 1; version <= count; version++) {
      await events.changed('tenant-a', `${version % 3}${padding}`, 'PROCESSING', version);
      // One that keeps up is never the one without room.
      await eventually(() => expect(other.results.length).toBeGreaterThan(version - capacity / 2));
    }
    await eventually(() => expect(other.results.length).toBe(count));
    expect(other.results.map(changeOf).map((change) => change?.version)).toEqual(
      Array.from({ length: count }, (_, index) => index + 1),
    );
  };
  /** A client that has read nothing of all that came. */
  const openUnread = async (overflow: string) => {
    await startWith(overflow);
    const client = await open();
    client.socket.pause();
    await flood();
    return client;
  };
  const total = (results: readonly Body[]) =>
    results.reduce((sum, body) => {
      const { superseded = 0 } = (body.extensions ?? {}) as { superseded?: number };
      return sum + (told(body) ? (told(body)?.count as number) : 1 + superseded);
    }, 0);

  it('is told how many events there was no room for, where they were, and what comes after', async () => {
    const { socket, results } = await openUnread('DROP');
    socket.resume();
    await events.changed('tenant-a', 'last', 'PROCESSING', count + 1);
    await eventually(() => expect(total(results)).toBe(count + 1));
    const gaps = results.flatMap((body) => told(body) ?? []);
    expect(gaps.length).toBeGreaterThan(0);
    for (const gap of gaps) expect(gap).toMatchObject({ code: 'EVENTS_GAP', reason: 'OVERFLOW', counts: 'EVENTS' });
    // Whoever could go on from where the gap begins would find what is missing.
    const at = results.findIndex((body) => told(body) !== undefined);
    const again = watchByWebSocket(house.url, changes, {
      token: await house.issuer.token(),
      extensions: { resumeFrom: told(results[at] as Body)?.from },
    });
    watching.push(again);
    const rest = Array.from({ length: count + 1 - at }, (_, index) => at + 1 + index);
    const versionsOf = ({ results: heard }: Heard) => heard.map((body) => changeOf(body)?.version ?? 0);
    await eventually(() => expect(versionsOf(again).sort((first, second) => first - second)).toEqual(rest));
    socket.terminate();
  });

  it('is given the last state of each entity, and how many that stands for', async () => {
    const { socket, results } = await openUnread('COALESCE');
    socket.resume();
    await eventually(() => expect(total(results)).toBe(count));
    expect(results.some((body) => Number(body.extensions?.superseded) > 0)).toBe(true);
    const latest = new Map(results.map(changeOf).map((change) => [change?.id.slice(0, 1), change?.version]));
    expect([...latest.values()].sort()).toEqual([count - 2, count - 1, count]);
    socket.terminate();
  });

  it('is sent away with the cursor from which it misses nothing', async () => {
    const { socket, results, state } = await openUnread('DISCONNECT');
    expect(house.openSubscriptions()).toBeLessThanOrEqual(2);
    socket.resume();
    await eventually(() => expect(state.isComplete).toBe(true));
    const last = results.pop();
    expect(told(last as Body)).toMatchObject({ code: 'CLIENT_TOO_SLOW', retryAfterMs: expect.any(Number) });
    const again = watchByWebSocket(house.url, changes, {
      token: await house.issuer.token(),
      extensions: { resumeFrom: told(last as Body)?.cursor },
    });
    watching.push(again);
    await eventually(() => expect(results.length + again.results.length).toBe(count));
    const versions = [...results, ...again.results].map((body) => changeOf(body)?.version ?? 0);
    expect(versions.sort((first, second) => first - second)).toEqual(
      Array.from({ length: count }, (_, index) => index + 1),
    );
    socket.terminate();
  });
});
