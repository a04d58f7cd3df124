import type { IHeaders, KafkaMessage, Message } from 'kafkajs';

/** Where a parked message came from and why it was parked. */
export type Parking = {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly group: string;
  readonly reason: string;
  readonly attempts: number;
  readonly parkedAt: string;
};

/** The topic a group parks its messages of `topic` in. */
export function deadLetterTopic(topic: string, group: string): string {
  return `${topic}.${group}.dlq`;
}

/** The message as it is parked: key, value and headers as they came, and `dlq_*` headers that tell its story. */
export function toDeadLetter(message: Pick<KafkaMessage, 'key' | 'value' | 'headers'>, parking: Parking): Message {
  return {
    key: message.key,
    value: message.value,
    headers: {
      ...original(message.headers),
      dlq_topic: parking.topic,
      dlq_partition: String(parking.partition),
      dlq_offset: parking.offset,
      dlq_group: parking.group,
      dlq_reason: parking.reason,
      dlq_attempts: String(parking.attempts),
      dlq_parked_at: parking.parkedAt,
    },
  };
}

/** Reads the story back; undefined when the message was not parked by this port. */
export function toParking(message: Pick<KafkaMessage, 'headers'>): Parking | undefined {
  const text = (name: string) => message.headers?.[name]?.toString() ?? '';
  if (!text('dlq_topic')) return undefined;
  return {
    topic: text('dlq_topic'),
    partition: Number(text('dlq_partition')),
    offset: text('dlq_offset'),
    group: text('dlq_group'),
    reason: text('dlq_reason'),
    attempts: Number(text('dlq_attempts')),
    parkedAt: text('dlq_parked_at'),
  };
}

/** The message as it first came, for the topic it came from. */
export function toReplay(message: Pick<KafkaMessage, 'key' | 'value' | 'headers'>): Message {
  return { key: message.key, value: message.value, headers: original(message.headers) };
}

function original(headers: IHeaders | undefined): IHeaders {
  return Object.fromEntries(Object.entries(headers ?? {}).filter(([name]) => !name.startsWith('dlq_')));
}
