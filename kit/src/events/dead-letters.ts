import type { KafkaMessage } from 'kafkajs';
import { within } from '../run.ts';
import { type Parking, toParking, toReplay } from './dead-letter.ts';
import type { Kafka } from './kafka.ts';
import { createPositionedConsumer, findPositions, type Positions } from './positioned-consumer.ts';
import { createProducer } from './producer.ts';
import { settleWithin } from './settle-within.ts';

/** A message in a dead-letter topic. */
export type DeadLetter = {
  readonly offset: string;
  readonly parking: Parking;
  readonly eventId: string;
  readonly eventType: string;
  readonly subject: string;
  readonly message: KafkaMessage;
};

const readMs = 60_000;
const leaveMs = 4_000;

/** Every dead-letter topic there is, by name. */
export async function findDeadLetterTopics(kafka: Kafka): Promise<readonly string[]> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    return (await admin.listTopics()).filter((topic) => topic.endsWith('.dlq')).sort();
  } finally {
    await admin.disconnect();
  }
}

/** Shows a topic's letters from the offset on, oldest first, to `onLetter`; ends where the topic ended when it began. */
export async function readDeadLetters(
  kafka: Kafka,
  topic: string,
  from: bigint,
  onLetter: (letter: DeadLetter) => void,
): Promise<void> {
  const [low, high] = await Promise.all([findPositions(kafka, [topic], 'low'), findPositions(kafka, [topic], 'high')]);
  for (const [partition, offset] of low.get(topic) ?? []) {
    low.get(topic)?.set(partition, offset > from ? offset : from);
  }
  if (atEnd(low, high)) return;
  let finish = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const onMessage = (message: KafkaMessage, _: string, partition: number) => {
    if (BigInt(message.offset) < (high.get(topic)?.get(partition) ?? 0n)) {
      const letter = toDeadLetterEntry(message);
      if (letter) onLetter(letter);
    }
    low.get(topic)?.set(partition, BigInt(message.offset) + 1n);
    if (atEnd(low, high)) finish();
  };
  const reader = createPositionedConsumer({ kafka, name: 'dlq', positions: low, onMessage });
  try {
    await reader.run();
    await within(finished, readMs);
  } finally {
    await settleWithin(reader.consumer.disconnect(), leaveMs, 'reader of dead letters');
  }
}

function atEnd(now: Positions, end: Positions): boolean {
  return [...end].every(([topic, partitions]) =>
    [...partitions].every(([partition, offset]) => (now.get(topic)?.get(partition) ?? 0n) >= offset),
  );
}

function toDeadLetterEntry(message: KafkaMessage): DeadLetter | undefined {
  const parking = toParking(message);
  if (!parking) return undefined;
  const header = (name: string) => message.headers?.[name]?.toString() ?? '';
  return {
    offset: message.offset,
    parking,
    eventId: header('ce_id'),
    eventType: header('ce_type'),
    subject: message.key?.toString() ?? '',
    message,
  };
}

/**
 * Publishes letters again where they came from, as they came. Every group that reads the topic sees them; those that
 * have had their effect know them by the event's id and skip them.
 */
export async function replay(kafka: Kafka, letters: readonly DeadLetter[]): Promise<void> {
  const producer = createProducer(kafka);
  try {
    // One by one, so that the order is kept and no request grows past the broker's limit.
    for (const { parking, message } of letters) {
      await producer.send([{ topic: parking.topic, messages: [toReplay(message)] }]);
    }
  } finally {
    await producer.disconnect();
  }
}
