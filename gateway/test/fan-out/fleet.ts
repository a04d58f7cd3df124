import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createKafka, type Event, ensureTopics, producerPart } from '@fiscal/kit/events';
import { expect, it } from '@jest/globals';
import { startBroker } from '../../../deploy/local/broker/index.ts';
import type { RedisBackend } from '../../../test/backends/redis.ts';
import { eventually } from '../../../test/eventually.ts';
import { createKafkaLog } from '../../src/live/log/kafka-log.ts';
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

type Fleet = Awaited<ReturnType<typeof openFleet>>;

/** What describes tests that have a fleet each, and so run side by side. */
export function fleetFor(start: () => Promise<RedisBackend>) {
  return (name: string, play: (fleet: Fleet) => Promise<void>): void =>
    it.concurrent(name, async () => {
      const fleet = await openFleet(start);
      await play(fleet).finally(fleet.close);
    });
}

/** A broker, a Redis, a topic, and replicas, all of which end with it. */
async function openFleet(start: () => Promise<RedisBackend>) {
  const topic = 'orders';
  const prefix = `live-${randomUUID()}`;
  const replicas: Replica[] = [];
  let number = 0;
  const redis = await start();
  const dir = await mkdtemp(join(tmpdir(), 'fiscal-fan-out-'));
  let broker = await startBroker({ dir, host: '127.0.0.1', port: 0 });
  const kafka = createKafka({ brokers: [`${broker.host}:${broker.port}`], clientId: 'fan-out-test' });
  const producer = producerPart(kafka);
  const log = createKafkaLog(kafka);
  await ensureTopics(kafka, [{ topic, partitions }]);

  const modes = () => replicas.map(({ feed }) => feed.modes()[topic] ?? []);
  const publishAll = (events: readonly Event[]) => producer.publish(topic, events);
  return {
    topic,
    modes,
    publishAll,
    log,
    redis,
    replica(weather?: Weather): Replica {
      const started = startReplica(kafka, redis.url, { replica: `replica-${replicas.length}`, prefix }, weather);
      replicas.push(started);
      return started;
    },
    async crash(replica: Replica): Promise<void> {
      await replica.crash();
      replicas.splice(replicas.indexOf(replica), 1);
    },
    async close(): Promise<void> {
      await Promise.all(replicas.map((replica) => replica.stop()));
      await log.stop();
      await producer.stop();
      await broker.stop();
      await redis.stop();
      await rm(dir, { recursive: true });
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
      await eventually(() => Promise.all(heard.map((each) => expectAtEnd(each, log, topic))));
      const all = await readAll(log, topic);
      for (const each of heard) expectHeardAll(each, all, topic);
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
