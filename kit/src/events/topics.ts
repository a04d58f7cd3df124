import type { Part } from '../run.ts';
import { untilDone } from './consumer.ts';
import { ensureTopics, type Kafka } from './kafka.ts';

/**
 * Makes sure that the topics a service owns exist. Starting does not wait for Kafka: without it events stay in the
 * outbox, so the part is always ready.
 */
export function topicsPart(kafka: Kafka, topics: readonly { topic: string; partitions: number }[]): Part {
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();
  return {
    name: 'kafka topics',
    async start() {
      running = untilDone(() => ensureTopics(kafka, topics), 'topics', stopping.signal);
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
