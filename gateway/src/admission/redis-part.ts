import { log, type Part } from '@fiscal/kit';
import { Redis } from 'ioredis';

/**
 * Makes the connection to Redis. It is never waited for: a command that Redis does not answer in time fails, and
 * one sent while there is no connection fails at once, since everything Redis does here can be done without.
 */
export function createRedis(url: string, commandTimeoutMs = 50): { redis: Redis; part: Part } {
  const redis = new Redis(url, {
    lazyConnect: true,
    commandTimeout: commandTimeoutMs,
    connectTimeout: 1_000,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (attempt) => Math.min(attempt * 100, 2_000),
  });
  redis.on('error', (error) => log.debug({ err: error }, 'redis'));
  const part: Part = {
    name: 'redis',
    start: async () => {
      redis.connect().catch((error: unknown) => log.warn({ err: error }, 'Redis is not there yet'));
    },
    stop: async () => redis.disconnect(),
  };
  return { redis, part };
}
