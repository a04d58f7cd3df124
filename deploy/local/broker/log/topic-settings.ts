import { z } from 'zod';
import type { Retention } from './partition-log.ts';

/** What `topic.json` in a topic's folder says. */
export const topicSettings = z.object({
  partitions: z.int().positive(),
  retentionMs: z.number().nullable(),
  retentionBytes: z.number().nullable(),
});

export type TopicSettings = z.output<typeof topicSettings>;

/** The topic's own retention where it has one (as in Kafka, -1 is without end), otherwise the broker's. */
export function retentionOf(settings: TopicSettings, fallback: Retention): Retention {
  const bound = (own: number | null, otherwise: number) => (own === -1 ? Number.POSITIVE_INFINITY : (own ?? otherwise));
  return { ms: bound(settings.retentionMs, fallback.ms), bytes: bound(settings.retentionBytes, fallback.bytes) };
}

/**
 * Reads the settings of a CreateTopics request. Answers the name of the first one that this broker does not know, since
 * to accept it in silence would promise what does not happen.
 */
export function readTopicSettings(
  partitions: number,
  entries: readonly { readonly name: string; readonly value: string | null }[],
): TopicSettings | string {
  const numbers = new Map<string, number | null>([
    ['retention.ms', null],
    ['retention.bytes', null],
  ]);
  for (const { name, value } of entries) {
    if (!numbers.has(name) || !/^(-1|\d{1,15})$/.test(value ?? '')) return name;
    numbers.set(name, Number(value));
  }
  const setting = (name: string) => numbers.get(name) ?? null;
  return { partitions, retentionMs: setting('retention.ms'), retentionBytes: setting('retention.bytes') };
}
