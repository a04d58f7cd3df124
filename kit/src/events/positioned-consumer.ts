import { randomUUID } from 'node:crypto';
import type { Consumer, KafkaMessage } from 'kafkajs';
import { log } from '../log.ts';
import { type Kafka, memberRetry } from './kafka.ts';

/** The next offset to read, by topic and partition. */
export type Positions = Map<string, Map<number, bigint>>;

type Options = {
  readonly kafka: Kafka;
  readonly name: string;
  readonly positions: Positions;
  readonly onMessage: (message: KafkaMessage, topic: string, partition: number) => void;
};

/**
 * A consumer that reads every partition of its topics from given positions on and keeps the positions itself. kafkajs
 * reads only as a member of a group, so it joins one of its own, alone; as it commits nothing, the broker forgets the
 * group when its member is gone.
 */
export function createPositionedConsumer({ kafka, name, positions, onMessage }: Options) {
  const consumer = kafka.patient.consumer({
    groupId: `${name}.${randomUUID()}`,
    allowAutoTopicCreation: false,
    sessionTimeout: 10_000,
    heartbeatInterval: 2_000,
    maxWaitTimeInMs: 500,
    metadataMaxAge: 60_000,
    retry: memberRetry,
  });
  consumer.on(consumer.events.GROUP_JOIN, () => seekAll(consumer, positions));
  return {
    consumer,
    async run(): Promise<void> {
      await consumer.connect();
      await consumer.subscribe({ topics: [...positions.keys()], fromBeginning: false });
      await consumer.run({
        autoCommit: false,
        partitionsConsumedConcurrently: 16,
        async eachBatch({ batch: { topic, partition, messages }, isRunning, isStale }) {
          for (const message of messages) {
            if (!isRunning() || isStale()) return;
            onMessage(message, topic, partition);
            positions.get(topic)?.set(partition, BigInt(message.offset) + 1n);
          }
        },
      });
    },
  };
}

// Runs before the first fetch of a generation, so that nothing is read from where kafkajs would begin.
function seekAll(consumer: Consumer, positions: Positions): void {
  try {
    for (const [topic, partitions] of positions) {
      for (const [partition, offset] of partitions) consumer.seek({ topic, partition, offset: String(offset) });
    }
  } catch (error) {
    // kafkajs refuses to seek when the consumer is stopped while it joins; it would take an error here for its own.
    log.debug({ err: error }, 'joined too late');
  }
}

/** Where the topics begin (`low`) or end (`high`) now. */
export async function findPositions(kafka: Kafka, topics: readonly string[], edge: 'low' | 'high'): Promise<Positions> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const found = await Promise.all(
      topics.map(async (topic) => {
        const offsets = await admin.fetchTopicOffsets(topic);
        return [topic, new Map(offsets.map((each) => [each.partition, BigInt(each[edge])]))] as const;
      }),
    );
    return new Map(found);
  } finally {
    await admin.disconnect();
  }
}
