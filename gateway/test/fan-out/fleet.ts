import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createKafka, type Event, ensureTopics, type Kafka, producerPart } from '@fiscal/kit/events';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import { startBroker } from '../../../deploy/local/broker/index.ts';
import type { RedisBackend } from '../../../test/backends/redis.ts';
import { createKafkaLog } from '../../src/live/log/kafka-log.ts';
import type { Log } from '../../src/live/log/log.ts';
import { eventually } from '../eventually.ts';
import {
  eventOf,
  expectAtEnd,
  expectHeardAll,
  type Heard,
  type Replica,
  readAll,
  startReplica,
  type Weather,
} from './replica.ts';

export const tenants = ['acme', 'bolt', 'cane'];
export const partitions = 6;

/** Gives the suite it is called in a broker and a Redis, and each test a topic, and replicas that end with it. */
export function fleetFor(start: () => Promise<RedisBackend>) {
  let redis: RedisBackend;
  let broker: Awaited<ReturnType<typeof startBroker>>;
  let dir: string;
  let kafka: Kafka;
  let producer: ReturnType<typeof producerPart>;
  let log: Log;
  let prefix: string;
  let replicas: Replica[];
  let topics = 0;
  let number = 0;
  const topic = () => `orders-${topics}`;

  beforeAll(async () => {
    redis = await start();
    dir = await mkdtemp(join(tmpdir(), 'fiscal-fan-out-'));
    broker = await startBroker({ dir, host: '127.0.0.1', port: 0 });
    kafka = createKafka({ brokers: [`${broker.host}:${broker.port}`], clientId: 'fan-out-test' });
    producer = producerPart(kafka);
    await producer.start();
    log = createKafkaLog(kafka);
  });
  afterAll(async () => {
    await log.stop();
    await producer.stop();
    await broker.stop();
    await redis.stop();
    await rm(dir, { recursive: true });
  });
  beforeEach(async () => {
    topics += 1;
    prefix = `live-${randomUUID()}`;
    replicas = [];
    await ensureTopics(kafka, [{ topic: topic(), partitions }]);
  });
  afterEach(() => Promise.all(replicas.map((replica) => replica.stop())));

  const modes = () => replicas.map(({ feed }) => feed.modes()[topic()] ?? []);
  const publishAll = (events: readonly Event[]) => producer.publish(topic(), events);
  return {
    topic,
    modes,
    publishAll,
    log: () => log,
    redis: () => redis,
    replica(weather?: Weather): Replica {
      const started = startReplica(kafka, redis.url, { replica: `replica-${replicas.length}`, prefix }, weather);
      replicas.push(started);
      return started;
    },
    async crash(replica: Replica): Promise<void> {
      await replica.crash();
      replicas.splice(replicas.indexOf(replica), 1);
    },
    stopKafka: () => broker.stop(),
    async startKafka(): Promise<void> {
      broker = await startBroker({ dir, host: '127.0.0.1', port: broker.port });
    },
    /** Publishes records of all tenants, a few at a time. */
    async publish(count: number, pauseMs = 0): Promise<void> {
      for (let done = 0; done < count; done += 20) {
        await publishAll(Array.from({ length: 20 }, () => eventOf(tenants[number % 3] ?? '', number++)));
        if (pauseMs > 0) await delay(pauseMs);
      }
    },
    /** All of them come to where the log ends, and heard what it holds. */
    async expectAll(heard: readonly Heard[]): Promise<void> {
      await eventually(() => Promise.all(heard.map((each) => expectAtEnd(each, log, topic()))));
      const all = await readAll(log, topic());
      for (const each of heard) expectHeardAll(each, all, topic());
    },
    /** Every partition is owned by one replica and shared by the others, and each replica owns some. */
    expectShared(): void {
      const known = modes();
      expect(known.every((of) => of.includes('owned'))).toBe(true);
      for (let partition = 0; partition < partitions; partition += 1) {
        expect(known.map((of) => of[partition]).sort()).toEqual(['owned', ...known.slice(1).map(() => 'shared')]);
      }
    },
  };
}
