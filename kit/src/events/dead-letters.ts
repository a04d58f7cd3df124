import { type Parking, toParking, toReplay } from './dead-letter.ts';
import type { Kafka } from './kafka.ts';
import { createLogReader } from './log/log-reader.ts';
import type { LogRecord } from './log/record-batch.ts';
import { createProducer } from './producer.ts';

/** A message in a dead-letter topic. */
export type DeadLetter = {
  readonly offset: string;
  readonly parking: Parking;
  readonly eventId: string;
  readonly eventType: string;
  readonly subject: string;
  readonly message: LogRecord;
};

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
  const reader = createLogReader(kafka);
  try {
    const [low, high] = await Promise.all([reader.offsets([topic], 'low'), reader.offsets([topic], 'high')]);
    for (const [partition, to] of (high[topic] ?? []).entries()) {
      const range = { topic, partition, from: Math.max(low[topic]?.[partition] ?? 0, Number(from)), to };
      for await (const { records } of reader.read(range, new AbortController().signal)) {
        for (const letter of records.map(toDeadLetterEntry)) if (letter) onLetter(letter);
      }
    }
  } finally {
    await reader.stop();
  }
}

function toDeadLetterEntry(message: LogRecord): DeadLetter | undefined {
  const parking = toParking(message);
  if (!parking) return undefined;
  const header = (name: string) => message.headers[name]?.toString() ?? '';
  return {
    offset: String(message.offset),
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
