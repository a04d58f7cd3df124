import { once } from 'node:events';
import { describe, expect, it, jest } from '@jest/globals';
import { WebSocket } from 'ws';
import { eventually } from '../../test/eventually.ts';
import { person } from './issuer.ts';
import { openLiveHouse } from './live-house.ts';
import { watchByEvents, watchByWebSocket } from './watch.ts';

jest.setTimeout(120_000);

const changes = 'subscription { invoiceStatusChanged { id version } }';

describe('a subscription whose session is revoked', () => {
  const live = openLiveHouse();
  const tokenOf = (sid: string) => live.house.issuer.token({ ...person('user-a', 'tenant-a'), sid });
  const watch = async (by: typeof watchByWebSocket, sid: string) =>
    live.watchTaken(changes, { token: await tokenOf(sid) }, by);

  it('ends at once, and other sessions of the same user go on', async () => {
    const byWebSocket = await watch(watchByWebSocket, 'stolen');
    const byEvents = await watch(watchByEvents, 'stolen');
    const other = await watch(watchByWebSocket, 'own');
    await live.events.revoked('tenant-b', 'stolen');
    await live.events.revoked('tenant-a', 'stolen');
    const revokedAt = Date.now();
    expect(await byWebSocket.ended).toMatchObject({ code: 4403 });
    expect(await byEvents.ended).toBe('complete');
    expect(Date.now() - revokedAt).toBeLessThan(5_000);
    expect(byEvents.results.at(-1)?.errors?.[0]?.extensions).toMatchObject({
      code: 'UNAUTHENTICATED',
      cursor: expect.any(String),
    });
    await live.events.changed('tenant-a', 'i-1', 'ARCHIVED', 1);
    await eventually(() => expect(other.results).toHaveLength(1));
  });

  it('is not let in again while that is known', async () => {
    const other = await watch(watchByWebSocket, 'own');
    await watch(watchByWebSocket, 'stolen again');
    await live.events.revoked('tenant-a', 'stolen again');
    await eventually(() => expect(live.house.openSubscriptions()).toBe(1));
    const heard = await live.watch(changes, { token: await tokenOf('stolen again') }, watchByEvents);
    expect(await heard.ended).toBe('complete');
    expect(heard.results[0]?.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    expect(other.results).toEqual([]);
  });
});

describe('a subscription whose token ends', () => {
  const live = openLiveHouse();
  it('goes on when another one of the same user is handed in, and is decided by its claims', async () => {
    const brief = await live.house.issuer.token({}, { expiresInSeconds: 4 });
    const client = new WebSocket(`${live.house.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    const messages: { type: string; payload?: Record<string, unknown> }[] = [];
    client.on('message', (bytes) => messages.push(JSON.parse(String(bytes))));
    const send = (message: unknown) => client.send(JSON.stringify(message));
    await once(client, 'open');
    send({ type: 'connection_init', payload: { authorization: `Bearer ${brief}` } });
    await eventually(() => expect(messages.map(({ type }) => type)).toContain('connection_ack'));
    send({ id: '1', type: 'subscribe', payload: { query: changes } });
    // It has less than a minute left.
    await eventually(() => expect(messages).toContainEqual(expect.objectContaining({ type: 'ping' })));
    const fresh = await live.house.issuer.token({ roles: ['viewer'] }, { expiresInSeconds: 600 });
    send({ type: 'ping', payload: { authorization: `Bearer ${fresh}` } });
    await eventually(() => expect(messages).toContainEqual(expect.objectContaining({ type: 'pong' })));
    const endsAt = Date.now() + 4_500;
    await eventually(() => expect(Date.now()).toBeGreaterThan(endsAt));
    await live.events.changed('tenant-a', 'i-1', 'ARCHIVED', 1);
    await eventually(() => expect(messages.filter(({ type }) => type === 'next')).toHaveLength(1));
    expect(client.readyState).toBe(WebSocket.OPEN);
    client.terminate();
  });
});
