import { randomUUID } from 'node:crypto';
import { createPool, migrate } from '@fiscal/kit';
import { createKafka, type Event, ensureTopics, type Kafka, type Publish, producerPart } from '@fiscal/kit/events';
import type pg from 'pg';
import type { KafkaBackend } from '../backends/kafka.ts';
import { createTestDatabase } from '../backends/postgres.ts';

/** How long a group waits for a member that died: the least that brokers take. */
export const sessionMs = 6_000;

/** What the cases share: one broker, a client of it and a producer. */
export type Setup = {
  readonly backend: KafkaBackend;
  readonly kafka: Kafka;
  readonly publish: Publish;
  newTopic(partitions: number): Promise<string>;
  end(): Promise<void>;
};

/** Starts the broker. */
export async function setUp(start: () => Promise<KafkaBackend>): Promise<Setup> {
  const backend = await start();
  const kafka = createKafka({ brokers: backend.brokers, clientId: 'conformance' });
  const producer = producerPart(kafka);
  return {
    backend,
    kafka,
    publish: producer.publish,
    async newTopic(partitions) {
      const topic = `conformance-${randomUUID()}`;
      await ensureTopics(kafka, [{ topic, partitions }]);
      return topic;
    },
    async end() {
      await producer.stop();
      await backend.stop();
    },
  };
}

/** A database with the kit's tables and one that the suite's consumers write to. */
export async function setUpDatabase(): Promise<{ pool: pg.Pool; url: string; end(): Promise<void> }> {
  const database = await createTestDatabase();
  const pool = createPool(database.url, 'conformance');
  await migrate(pool, new URL('./migrations/', import.meta.url));
  return {
    pool,
    url: database.url,
    async end() {
      await pool.end();
      await database.drop();
    },
  };
}

/** An event about `subject`; `version` tells its place in the subject's order. */
export function eventOf(subject: string, version: number, data: unknown = { version }): Event {
  return {
    id: randomUUID(),
    type: 'fiscal.sample.changed.v1',
    source: '/conformance',
    subject,
    tenant: 'tenant-1',
    aggregateVersion: version,
    time: new Date().toISOString(),
    data,
  };
}

/** Events of several subjects, interleaved: version 1 of each, then version 2 of each. */
export function interleaved(subjects: number, versions: number): readonly Event[] {
  return Array.from({ length: versions }, (_, version) =>
    Array.from({ length: subjects }, (__, subject) => eventOf(`subject-${subject}`, version + 1)),
  ).flat();
}

/** The versions of each subject in the order they were seen, each counted once: deliveries may repeat. */
export function versionsBySubject(seen: readonly Event[]): ReadonlyMap<string, readonly number[]> {
  const once = [...new Map(seen.map((event) => [event.id, event])).values()];
  const groups = Map.groupBy(once, (event) => event.subject);
  return new Map([...groups].map(([subject, events]) => [subject, events.map((event) => event.aggregateVersion)]));
}
