import { describe, expect, it, jest } from '@jest/globals';
import { startEvents } from './events.ts';
import { eventually } from './eventually.ts';
import { startHouse } from './house.ts';
import { watchByEvents, watchByWebSocket } from './watch.ts';

jest.setTimeout(120_000);

const changes = 'subscription { invoiceStatusChanged { id status version } }';

describe('a gateway that stops', () => {
  it('completes every subscription when the gateway stops, and leaves nothing open', async () => {
    const events = await startEvents();
    const house = await startHouse({ KAFKA_BROKERS: events.brokers });
    const token = await house.issuer.token();
    const heard = [watchByWebSocket(house.url, changes, { token }), watchByEvents(house.url, changes, { token })];
    await eventually(() => expect(house.openSubscriptions()).toBe(2));
    const begunAt = Date.now();
    await house.stop();
    expect(await Promise.all(heard.map(({ ended }) => ended))).toEqual(['complete', 'complete']);
    expect(Date.now() - begunAt).toBeLessThan(10_000);
    await events.stop();
  });
});
