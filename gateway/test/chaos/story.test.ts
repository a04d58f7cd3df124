import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { describeOver } from '../../../test/backends/backend.ts';
import { startDevBroker } from '../../../test/backends/dev-broker.ts';
import type { KafkaBackend } from '../../../test/backends/kafka.ts';
import { findRedis, type RedisBackend } from '../../../test/backends/redis.ts';
import { play } from './story.ts';

jest.setTimeout(300_000);

describeOver('live subscriptions, while what they need goes down and comes up', await findRedis(), (start) => {
  let redis: RedisBackend;
  let broker: KafkaBackend;
  beforeAll(async () => {
    redis = await start();
    broker = await startDevBroker();
  });
  afterAll(async () => {
    await redis.stop();
    await broker.stop();
  });

  // `npm run test:live` plays it with 200 clients, over Apache Kafka too.
  it('give every client of four transports all that it is to hear, once and in order', async () => {
    const size = { clients: 24, events: 600, faults: 5 };
    const { faults, delivered } = await play(broker, redis, { seed: 7, size, rate: 60, tell: () => undefined });
    expect(faults).toEqual([]);
    expect(delivered).toBeGreaterThan(600);
  });
});
