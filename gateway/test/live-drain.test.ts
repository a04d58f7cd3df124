import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { eventually } from '../../test/eventually.ts';
import { type Events, startEvents } from './events.ts';
import { startHouse } from './house.ts';
import { watchByEvents, watchByWebSocket } from './watch.ts';

jest.setTimeout(120_000);

const changes = 'subscription { invoiceStatusChanged { id status version } }';

describe('a gateway that stops', () => {
  let events: Events;
  const env = () => ({
    KAFKA_BROKERS: events.brokers,
    LIVE_CURSOR_KEYS: 'a secret of cursors that both replicas have',
  });
  beforeAll(async () => {
    events = await startEvents();
  });
  afterAll(() => events.stop());

  it('tells every client when to come back and from where to go on, which another one goes on from', async () => {
    const [house, other] = [await startHouse(env()), await startHouse(env())];
    const token = await house.issuer.token();
    const heard = [watchByWebSocket(house.url, changes, { token }), watchByEvents(house.url, changes, { token })];
    await eventually(() => expect(house.openSubscriptions()).toBe(2));
    await events.changed('tenant-a', 'i-1', 'ARCHIVED', 1);
    await eventually(() => expect(heard.map(({ results }) => results.length)).toEqual([1, 1]));
    const begunAt = Date.now();
    await house.stop();
    expect(Date.now() - begunAt).toBeLessThan(30_000);
    expect(await Promise.all(heard.map(({ ended }) => ended))).toEqual(['complete', 'complete']);
    await events.changed('tenant-a', 'i-1', 'ARCHIVED', 2);
    for (const { results } of heard) {
      const { code, retryAfterMs, cursor } = results[1]?.errors?.[0]?.extensions ?? {};
      expect([code, results.length]).toEqual(['GATEWAY_DRAINING', 2]);
      expect(retryAfterMs).toBeLessThanOrEqual(10_000);
      const again = watchByWebSocket(other.url, changes, {
        token: await other.issuer.token(),
        extensions: { resumeFrom: cursor },
      });
      await eventually(() => expect(again.results).toHaveLength(1));
      expect(again.results[0]?.data).toEqual({ invoiceStatusChanged: { id: 'i-1', status: 'ARCHIVED', version: 2 } });
      again.stop();
    }
    await other.stop();
  });
});

describe('a gateway that all clients come to at once', () => {
  it('lets in so many, and tells the others when to come back', async () => {
    const events = await startEvents();
    const house = await startHouse(
      { KAFKA_BROKERS: events.brokers },
      'live: { opening: { points: 3, windowMs: 60s }, maxSubscriptionsPerTenant: 2 }',
    );
    const token = await house.issuer.token();
    const heard = [watchByWebSocket(house.url, changes, { token }), watchByWebSocket(house.url, changes, { token })];
    await eventually(() => expect(house.openSubscriptions()).toBe(2));
    const tooMany = watchByWebSocket(house.url, changes, { token });
    expect(await tooMany.ended).toMatchObject([{ extensions: { code: 'TOO_MANY_SUBSCRIPTIONS' } }]);
    heard[0]?.stop();
    await eventually(() => expect(house.openSubscriptions()).toBe(1));
    heard.push(watchByWebSocket(house.url, changes, { token }));
    await eventually(() => expect(house.openSubscriptions()).toBe(2));
    heard[1]?.stop();
    await eventually(() => expect(house.openSubscriptions()).toBe(1));
    const later = watchByWebSocket(house.url, changes, { token });
    expect(await later.ended).toMatchObject([
      { extensions: { code: 'RESUBSCRIBE_LATER', retryAfterMs: expect.any(Number) } },
    ]);
    for (const each of heard) each.stop();
    await house.stop();
    await events.stop();
  });
});
