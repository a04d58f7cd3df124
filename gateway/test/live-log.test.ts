import { afterAll, beforeAll, jest } from '@jest/globals';
import { describeOver, type Found } from '../../test/backends/backend.ts';
import { startDevBroker } from '../../test/backends/dev-broker.ts';
import { findKafka, type KafkaBackend } from '../../test/backends/kafka.ts';
import { setUp } from '../../test/events-conformance/setup.ts';
import { createDirectFeed } from '../src/live/log/direct-feed.ts';
import { createKafkaLog } from '../src/live/log/kafka-log.ts';
import { createReplayLane } from '../src/live/log/replay-lane.ts';
import { describeFeeding } from './live-log/feeding.ts';
import type { LiveSetup } from './live-log/hearing.ts';
import { describeReplaying } from './live-log/replaying.ts';

jest.setTimeout(180_000);

const limits = { reads: 8, readsOfTenant: 4, recordsPerSecond: 100_000 };

/** Cases wait most of the time, so they run concurrently; the one that kills the broker comes after them. */
function describeLive(name: string, found: Found<KafkaBackend>): void {
  describeOver(name, found, (start) => {
    let setup: LiveSetup;
    beforeAll(async () => {
      const events = await setUp(start);
      const log = createKafkaLog(events.kafka);
      const lane = createReplayLane(log, limits, Date.now);
      setup = { ...events, log, feed: createDirectFeed(log), lane, createFeed: createDirectFeed };
    });
    afterAll(async () => {
      await setup.feed.stop();
      await setup.log.stop();
      await setup.end();
    });
    const current = () => setup;
    describeFeeding(current);
    describeReplaying(current);
  });
}

describeLive('following and replaying over the dev broker', { start: startDevBroker });
describeLive('following and replaying over Apache Kafka', await findKafka());
