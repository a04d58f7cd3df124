import { randomUUID } from 'node:crypto';
import type { Log } from '../log/log.ts';
import { createRedisBus } from './redis-bus.ts';
import { openFanoutConnections } from './redis-connections.ts';
import { createRedisLeases } from './redis-leases.ts';
import { createSharedFeed, type SharedFeed } from './shared-feed.ts';

/**
 * Opens the feed of this process as a replica of the fleet that uses this Redis with this prefix. Pub/sub knows no
 * databases: fleets that share a Redis must have different prefixes. Nothing is waited for: while there is no Redis, it
 * reads Kafka itself. Its connections end with `stop`; the log stays open.
 */
export function openSharedFeed(redisUrl: string, source: Log, prefix: string): SharedFeed {
  const { publisher, subscriber } = openFanoutConnections(redisUrl);
  return createSharedFeed(
    source,
    createRedisBus(publisher, subscriber),
    createRedisLeases(publisher, prefix),
    { replica: randomUUID(), prefix },
    () => performance.now(),
  );
}
