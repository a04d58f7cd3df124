import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { createKafka, encode, ensureTopics } from '@fiscal/kit/events';
import type { Change } from './check.ts';

const topic = 'fiscal-invoice';
const partitions = 8;
const deadlineMs = 120_000;

/** What the log has in the end, and the way into it. */
export type Publisher = {
  /** Publishes changes in order, again and again until the broker has said that it has them. */
  publish(changes: readonly Change[]): Promise<void>;
  /** Everything that the topic holds, in the order of each partition. */
  read(): Promise<Change[]>;
  stop(): Promise<void>;
};

/** Connects to the broker and makes the topics that the house has. */
export async function openPublisher(brokers: readonly string[]): Promise<Publisher> {
  const kafka = createKafka({ brokers, clientId: 'chaos' });
  await ensureTopics(kafka, [
    { topic, partitions },
    { topic: 'notification-events', partitions: 4 },
    { topic: 'auth-events', partitions: 4 },
  ]);
  // One request under way: what is sent again after an outage must not overtake what came after it.
  const producer = kafka.patient.producer({ allowAutoTopicCreation: false, maxInFlightRequests: 1 });
  await producer.connect();
  return {
    async publish(changes) {
      await producer.send({ topic, acks: -1, messages: changes.map(toMessage) });
    },
    read: () => readAll(kafka),
    stop: () => producer.disconnect(),
  };
}

function toMessage({ tenant, invoice, version, status }: Change) {
  return encode({
    id: randomUUID(),
    type: `fiscal.invoice.${status === 'PENDING' ? 'created' : status.toLowerCase()}.v1`,
    source: '/test',
    subject: invoice,
    tenant,
    aggregateVersion: version,
    time: new Date().toISOString(),
    data: { invoiceId: invoice, organizationId: tenant, status, version, issuerRfc: 'EKU9003173C9' },
  });
}

/** Asks again while a broker that has just come back does not lead its partitions yet. */
async function findEnds(kafka: ReturnType<typeof createKafka>, endsAt = Date.now() + deadlineMs) {
  const admin = kafka.admin();
  await admin.connect();
  try {
    return await admin.fetchTopicOffsets(topic);
  } catch (error) {
    if (Date.now() > endsAt) throw error;
    await delay(200);
    return findEnds(kafka, endsAt);
  } finally {
    await admin.disconnect();
  }
}

/** By kafkajs's own consumer, not by what is under test. */
async function readAll(kafka: ReturnType<typeof createKafka>): Promise<Change[]> {
  const ends = await findEnds(kafka);
  const left = new Set(ends.filter(({ low, high }) => low !== high).map(({ partition }) => partition));
  const found: Change[] = [];
  const consumer = kafka.consumer({ groupId: `chaos-${randomUUID()}`, maxWaitTimeInMs: 200 });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('the topic could not be read to its end')), deadlineMs);
    const run = consumer.run({
      autoCommit: false,
      async eachMessage({ partition, message }) {
        const { invoiceId, organizationId, status, version } = JSON.parse(String(message.value));
        found.push({ tenant: organizationId, invoice: invoiceId, version, status });
        const end = ends.find((each) => each.partition === partition);
        if (BigInt(message.offset) + 1n >= BigInt(end?.high ?? 0)) left.delete(partition);
        if (left.size > 0) return;
        clearTimeout(late);
        resolve();
      },
    });
    run.catch(reject);
  });
  await consumer.disconnect();
  return found;
}
