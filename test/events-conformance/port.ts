import { afterAll, beforeAll, jest } from '@jest/globals';
import { describeOver, type Found } from '../backends/backend.ts';
import type { KafkaBackend } from '../backends/kafka.ts';
import { describeDeadLetters } from './dead-letters.ts';
import { describeGroups } from './groups.ts';
import { describeIdling } from './idling.ts';
import { describePublishing } from './publishing.ts';
import { describeRelaying } from './relaying.ts';
import { type Setup, setUp } from './setup.ts';
import { describeTracing } from './tracing.ts';

/**
 * Describes the event port over a broker. Most cases wait most of the time, so they run concurrently, the longest first,
 * each with topics of its own; those that kill the broker or set what is the whole process's come after, one by one.
 */
export function describePort(name: string, found: Found<KafkaBackend>): void {
  jest.setTimeout(120_000);
  describeOver(name, found, (start) => {
    let setup: Setup;
    beforeAll(async () => {
      setup = await setUp(start);
    });
    afterAll(async () => {
      await setup.end();
    });
    const current = () => setup;
    describeGroups(current);
    describeIdling(current);
    describeDeadLetters(current);
    describePublishing(current);
    describeTracing(current);
    describeRelaying(current);
  });
}
