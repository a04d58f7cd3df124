import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, jest } from '@jest/globals';
import { describeOver } from '../../test/backends/backend.ts';
import { startDevBroker } from '../../test/backends/dev-broker.ts';
import { findRedis, type RedisBackend } from '../../test/backends/redis.ts';
import { setUp } from '../../test/events-conformance/setup.ts';
import { openSharedFeed } from '../src/live/fanout/open-shared-feed.ts';
import type { Feed } from '../src/live/log/feed.ts';
import { createKafkaLog } from '../src/live/log/kafka-log.ts';
import type { Log } from '../src/live/log/log.ts';
import { createReplayLane } from '../src/live/log/replay-lane.ts';
import { describeFeeding } from './live-log/feeding.ts';
import type { LiveSetup } from './live-log/hearing.ts';
import { describeReplaying } from './live-log/replaying.ts';

jest.setTimeout(180_000);

const limits = { reads: 8, readsOfTenant: 4, recordsPerSecond: 100_000 };
const silent = { onRecord: () => undefined, onLost: () => undefined };

/** A replica that shares all it hears with another one, which hears the same and reads some of it for both. */
function openPair(redisUrl: string, log: Log): Feed {
  const prefix = `live-${randomUUID()}`;
  const [first, second] = [openSharedFeed(redisUrl, log, prefix), openSharedFeed(redisUrl, log, prefix)];
  return {
    async join(tenant, topics, listener) {
      const other = await second.join(tenant, topics, silent);
      try {
        const membership = await first.join(tenant, topics, listener);
        return {
          positions: membership.positions,
          leave() {
            membership.leave();
            other.leave();
          },
        };
      } catch (error) {
        other.leave();
        throw error;
      }
    },
    async stop() {
      await Promise.all([first.stop(), second.stop()]);
    },
  };
}

describeOver('a feed over Redis is as the direct one', await findRedis(), (start) => {
  let redis: RedisBackend;
  let setup: LiveSetup;
  beforeAll(async () => {
    redis = await start();
    const events = await setUp(startDevBroker);
    const log = createKafkaLog(events.kafka);
    const createFeed = (over: Log) => openPair(redis.url, over);
    setup = { ...events, log, feed: createFeed(log), lane: createReplayLane(log, limits, Date.now), createFeed };
  });
  afterAll(async () => {
    await setup.feed.stop();
    await setup.log.stop();
    await setup.end();
    await redis.stop();
  });
  describeFeeding(() => setup);
  describeReplaying(() => setup);
});
