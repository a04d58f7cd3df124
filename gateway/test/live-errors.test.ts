import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startBroker } from '../../deploy/local/broker/index.ts';
import { type House, startHouse } from './house.ts';
import { watchByEvents, watchByWebSocket } from './watch.ts';

describe('subscriptions that cannot be', () => {
  let folder: string;
  let broker: Awaited<ReturnType<typeof startBroker>>;
  let house: House;
  let token: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fiscal-gateway-'));
    // It has no topic at all.
    broker = await startBroker({ dir: folder, host: '127.0.0.1', port: 0 });
    house = await startHouse({ KAFKA_BROKERS: `${broker.host}:${broker.port}` });
    token = await house.issuer.token();
  });
  afterAll(async () => {
    await house.stop();
    await broker.stop();
    await rm(folder, { recursive: true });
  });

  /** The errors that a client is told instead of anything else, by both kinds of streams. */
  const refusals = async (query: string) => {
    const byWebSocket = watchByWebSocket(house.url, query, { token });
    const byEvents = watchByEvents(house.url, query, { token });
    expect(await byEvents.ended).toBe('complete');
    const [told] = byEvents.results;
    return [await byWebSocket.ended, told?.errors];
  };

  it('say that the topic of their events is not there, without its name', async () => {
    for (const errors of await refusals('subscription { notificationReceived { id } }')) {
      expect(errors).toMatchObject([{ extensions: { code: 'UNKNOWN_TOPIC' } }]);
      expect(JSON.stringify(errors)).not.toContain('notification-events');
    }
  });

  it('say that a subscription has one field at its root', async () => {
    const query = 'subscription Both { notificationReceived { id } invoiceStatusChanged { id } }';
    for (const errors of await refusals(query)) {
      expect(errors).toMatchObject([
        {
          message: 'Subscription "Both" must select only one top level field.',
          extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
        },
      ]);
    }
  });
});
