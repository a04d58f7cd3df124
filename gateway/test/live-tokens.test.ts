import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { WebSocket } from 'ws';
import { type Events, startEvents } from './events.ts';
import { eventually } from './eventually.ts';
import { type House, startHouse } from './house.ts';
import { person } from './issuer.ts';
import { type Heard, watchByEvents, watchByWebSocket } from './watch.ts';

jest.setTimeout(120_000);

const changes = 'subscription { invoiceStatusChanged { id version } }';

describe('a subscription whose session is revoked', () => {
  let events: Events;
  let house: House;
  const watching: Heard[] = [];

  beforeAll(async () => {
    events = await startEvents();
    house = await startHouse({ KAFKA_BROKERS: events.brokers });
  });
  afterEach(async () => {
    for (const each of watching.splice(0)) each.stop();
    await eventually(() => expect(house.openSubscriptions()).toBe(0));
  });
  afterAll(async () => {
    await house.stop();
    await events.stop();
  });

  const watch = async (by: typeof watchByWebSocket, sid: string) => {
    const open = house.openSubscriptions();
    const token = await house.issuer.token({ ...person('user-a', 'tenant-a'), sid });
    const heard = by(house.url, changes, { token });
    watching.push(heard);
    await eventually(() => expect(house.openSubscriptions()).toBe(open + 1));
    return heard;
  };

  it('ends at once, and other sessions of the same user go on', async () => {
    const byWebSocket = await watch(watchByWebSocket, 'stolen');
    const byEvents = await watch(watchByEvents, 'stolen');
    const other = await watch(watchByWebSocket, 'own');
    await events.revoked('tenant-b', 'stolen');
    await events.revoked('tenant-a', 'stolen');
    const revokedAt = Date.now();
    expect(await byWebSocket.ended).toMatchObject({ code: 4403 });
    expect(await byEvents.ended).toBe('complete');
    expect(Date.now() - revokedAt).toBeLessThan(5_000);
    expect(byEvents.results.at(-1)?.errors?.[0]?.extensions).toMatchObject({
      code: 'UNAUTHENTICATED',
      cursor: expect.any(String),
    });
    await events.changed('tenant-a', 'i-1', 'ARCHIVED', 1);
    await eventually(() => expect(other.results).toHaveLength(1));
  });

  it('is not let in again while that is known', async () => {
    const other = await watch(watchByWebSocket, 'own');
    await watch(watchByWebSocket, 'stolen again');
    await events.revoked('tenant-a', 'stolen again');
    await eventually(() => expect(house.openSubscriptions()).toBe(1));
    const token = await house.issuer.token({ ...person('user-a', 'tenant-a'), sid: 'stolen again' });
    const heard = watchByEvents(house.url, changes, { token });
    expect(await heard.ended).toBe('complete');
    expect(heard.results[0]?.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    expect(other.results).toEqual([]);
  });
});

describe('a subscription whose token ends', () => {
  it('goes on when another one of the same user is handed in, and is decided by its claims', async () => {
    const events = await startEvents();
    const house = await startHouse({ KAFKA_BROKERS: events.brokers });
    const brief = await house.issuer.token({}, { expiresInSeconds: 4 });
    const client = new WebSocket(`${house.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    const messages: { type: string; payload?: Record<string, unknown> }[] = [];
    client.on('message', (bytes) => messages.push(JSON.parse(String(bytes))));
    const send = (message: unknown) => client.send(JSON.stringify(message));
    await once(client, 'open');
    send({ type: 'connection_init', payload: { authorization: `Bearer ${brief}` } });
    await eventually(() => expect(messages.map(({ type }) => type)).toContain('connection_ack'));
    send({ id: '1', type: 'subscribe', payload: { query: changes } });
    // It has less than a minute left.
    await eventually(() => expect(messages).toContainEqual(expect.objectContaining({ type: 'ping' })));
    const fresh = await house.issuer.token({ roles: ['viewer'] }, { expiresInSeconds: 600 });
    send({ type: 'ping', payload: { authorization: `Bearer ${fresh}` } });
    await eventually(() => expect(messages).toContainEqual(expect.objectContaining({ type: 'pong' })));
    const endsAt = Date.now() + 4_500;
    await eventually(() => expect(Date.now()).toBeGreaterThan(endsAt));
    await events.changed('tenant-a', 'i-1', 'ARCHIVED', 1);
    await eventually(() => expect(messages.filter(({ type }) => type === 'next')).toHaveLength(1));
    expect(client.readyState).toBe(WebSocket.OPEN);
    client.terminate();
    await eventually(() => expect(house.openSubscriptions()).toBe(0));
    await house.stop();
    await events.stop();
  });
});
