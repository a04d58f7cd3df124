import { log } from '@fiscal/kit';
import type { Redis } from 'ioredis';
import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Counter } from './counter.ts';

const complainEveryMs = 10_000;

/**
 * Makes a counter that all gateways share. While Redis is down or slow, `fallback` counts: a caller then has its whole
 * limit at each gateway, and nobody is turned away because of Redis.
 */
export function createRedisCounter(redis: Redis, windowMs: number, fallback: Counter, now: () => number): Counter {
  const limiter = new RateLimiterRedis({
    storeClient: redis,
    keyPrefix: 'fiscal:rate',
    // The limit is the caller's business; here every use is counted and none refused.
    points: Number.MAX_SAFE_INTEGER,
    duration: windowMs / 1_000,
    rejectIfRedisNotReady: true,
  });
  let complainedAt = Number.NEGATIVE_INFINITY;
  return async (key) => {
    try {
      const { consumedPoints, msBeforeNext } = await limiter.consume(key);
      return { used: consumedPoints, resetMs: msBeforeNext };
    } catch (error) {
      if (error instanceof RateLimiterRes) throw new Error('a limiter without a limit refused');
      if (now() - complainedAt >= complainEveryMs) {
        complainedAt = now();
        log.warn({ err: error }, 'Redis does not count; limits are counted in this process');
      }
      return fallback(key);
    }
  };
}
