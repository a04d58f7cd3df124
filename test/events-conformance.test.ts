import { afterAll, beforeAll, jest } from '@jest/globals';
import { describeOver, type Found } from './backends/backend.ts';
import { startDevBroker } from './backends/dev-broker.ts';
import { findKafka, type KafkaBackend } from './backends/kafka.ts';
import { describeDeadLetters } from './events-conformance/dead-letters.ts';
import { describeGroups } from './events-conformance/groups.ts';
import { describeIdling } from './events-conformance/idling.ts';
import { describePublishing } from './events-conformance/publishing.ts';
import { describeRelaying } from './events-conformance/relaying.ts';
import { type Setup, setUp } from './events-conformance/setup.ts';
import { describeTracing } from './events-conformance/tracing.ts';

jest.setTimeout(120_000);

function describePort(name: string, found: Found<KafkaBackend>): void {
  describeOver(name, found, (start) => {
    let setup: Setup;
    beforeAll(async () => {
      setup = await setUp(start);
    });
    afterAll(async () => {
      await setup.end();
    });
    const current = () => setup;
    describePublishing(current);
    describeGroups(current);
    describeDeadLetters(current);
    describeTracing(current);
    describeRelaying(current);
    describeIdling(current);
  });
}

describePort('the event port over the dev broker', { start: startDevBroker });
describePort('the event port over Apache Kafka', await findKafka());
