import { createLogReader } from '@fiscal/kit/events';
import { afterAll, beforeAll, jest } from '@jest/globals';
import { describeOver, type Found } from './backends/backend.ts';
import { startDevBroker } from './backends/dev-broker.ts';
import { findKafka, type KafkaBackend } from './backends/kafka.ts';
import { setUp } from './events-conformance/setup.ts';
import { describeAbsence } from './log-conformance/absence.ts';
import { describeFollowing } from './log-conformance/following.ts';
import { describeLosing } from './log-conformance/losing.ts';
import { describeRanges } from './log-conformance/ranges.ts';
import type { LogSetup } from './log-conformance/reading.ts';
import { describeTransactions } from './log-conformance/transactions.ts';

jest.setTimeout(180_000);

/** Cases wait most of the time, so they run concurrently; the one that kills the broker comes after them. */
function describeLog(name: string, found: Found<KafkaBackend>, describeMore: (setup: () => LogSetup) => void): void {
  describeOver(name, found, (start) => {
    let setup: LogSetup;
    beforeAll(async () => {
      const events = await setUp(start);
      setup = { ...events, reader: createLogReader(events.kafka) };
    });
    afterAll(async () => {
      await setup.reader.stop();
      await setup.end();
    });
    const current = () => setup;
    describeMore(current);
    describeRanges(current);
    describeLosing(current);
    describeFollowing(current);
  });
}

describeLog('reading the log over the dev broker', { start: startDevBroker }, describeAbsence);
describeLog('reading the log over Apache Kafka', await findKafka(), describeTransactions);
