import { log } from '@fiscal/kit';
import { Redis } from 'ioredis';

/** What Redis does not answer within this is taken for failed. */
const commandTimeoutMs = 500;

/**
 * Opens what the fan-out needs of Redis: one connection that speaks and one that listens. Neither is waited for: what is
 * sent while there is none fails at once. Subscribing anew is left to the bus, which also looks at whether it worked.
 */
export function openFanoutConnections(url: string): { readonly publisher: Redis; readonly subscriber: Redis } {
  const open = (name: string) => {
    const redis = new Redis(url, {
      connectionName: name,
      commandTimeout: commandTimeoutMs,
      connectTimeout: 1_000,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      autoResubscribe: false,
      retryStrategy: (attempt) => Math.min(attempt * 100, 1_000),
    });
    redis.on('error', (error) => log.debug({ err: error, name }, 'redis'));
    return redis;
  };
  return { publisher: open('live-publisher'), subscriber: open('live-subscriber') };
}
