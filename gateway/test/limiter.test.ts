import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { describeOver, type Found } from '../../test/backends/backend.ts';
import { findRedis, type RedisBackend } from '../../test/backends/redis.ts';
import { eventually } from '../../test/eventually.ts';
import { take } from '../src/admission/gcra.ts';
import { createLocalLimiter, type Limiter } from '../src/admission/limiter.ts';
import { createRedisLimiter } from '../src/admission/redis-limiter.ts';
import { createRedis } from '../src/admission/redis-part.ts';

type Running = { readonly take: Limiter; stop(): Promise<void> };

const hour = 3_600_000;
const never: Limiter = () => Promise.reject(new Error('Redis did not count'));

const local: Found<Running> = {
  start: async () => ({ take: createLocalLimiter(100, Date.now), stop: async () => undefined }),
};

/** Redis is there, and nothing is shown by its being slow on a busy machine. */
const commandTimeoutMs = 5_000;

async function overRedisBackend(backend: RedisBackend, fallback: Limiter, localShare = 1): Promise<Running> {
  const { redis, part } = createRedis(backend.url, commandTimeoutMs);
  await part.start();
  await eventually(() => expect(redis.status).toBe('ready'));
  return { take: createRedisLimiter(redis, fallback, localShare, Date.now), stop: part.stop };
}

const redis = await findRedis();
const overRedis: Found<Running> =
  'missing' in redis
    ? redis
    : {
        async start() {
          const backend = await redis.start();
          const limiter = await overRedisBackend(backend, never);
          return {
            take: limiter.take,
            async stop() {
              await limiter.stop();
              await backend.stop();
            },
          };
        },
      };

for (const [name, found] of [
  ['in this process', local],
  ['in Redis', overRedis],
] as const) {
  describeOver(`a limiter ${name}`, found, (start) => {
    let limiter: Running;
    beforeAll(async () => {
      limiter = await start();
    });
    afterAll(() => limiter.stop());

    it('gives each key its own points', async () => {
      const rate = { points: 2, windowMs: hour };
      const verdicts = await Promise.all(['a', 'a', 'b', 'a'].map((key) => limiter.take(`each ${key}`, rate, 1)));
      expect(verdicts.map(({ allowed }) => allowed)).toEqual([true, true, true, false]);
      expect(verdicts.map(({ remaining }) => remaining)).toEqual([1, 0, 1, 0]);
    });

    it('takes what an operation costs, and nothing for what it refuses', async () => {
      const rate = { points: 100, windowMs: hour };
      expect(await limiter.take('dear', rate, 60)).toMatchObject({ allowed: true, remaining: 40 });
      expect(await limiter.take('dear', rate, 60)).toMatchObject({ allowed: false, remaining: 40 });
      expect(await limiter.take('dear', rate, 40)).toMatchObject({ allowed: true, remaining: 0 });
    });

    it('lets what costs more than all points have a full bucket, and nothing less', async () => {
      const rate = { points: 10, windowMs: hour };
      expect(await limiter.take('too dear', rate, 1_000)).toMatchObject({ allowed: true, remaining: 0 });
      expect(await limiter.take('used', rate, 1)).toMatchObject({ allowed: true });
      expect(await limiter.take('used', rate, 1_000)).toMatchObject({ allowed: false, remaining: 9 });
    });

    it('says when to come again, and is right', async () => {
      // Two points of ten take a fifth of the window, less what passes between two takings.
      const slow = { points: 10, windowMs: 100_000 };
      await limiter.take('told', slow, 10);
      const { allowed, retryAfterMs, resetMs } = await limiter.take('told', slow, 2);
      expect(allowed).toBe(false);
      expect(retryAfterMs).toBeGreaterThan(15_000);
      expect(retryAfterMs).toBeLessThanOrEqual(20_000);
      expect(resetMs).toBeGreaterThan(95_000);
      const quick = { points: 10, windowMs: 2_000 };
      await limiter.take('again', quick, 10);
      await eventually(async () => expect((await limiter.take('again', quick, 2)).allowed).toBe(true));
    });

    it('loses no taking when many come at once', async () => {
      const rate = { points: 150, windowMs: hour };
      const verdicts = await Promise.all(Array.from({ length: 200 }, () => limiter.take('many', rate, 1)));
      expect(verdicts.filter(({ allowed }) => allowed)).toHaveLength(150);
    });
  });
}

describe('a bucket', () => {
  it('never gives more than its points at once and its points again in each window', () => {
    const asks = fc.array(fc.record({ afterMs: fc.nat(500), cost: fc.integer({ min: 1, max: 12 }) }), {
      maxLength: 200,
    });
    fc.assert(
      fc.property(asks, fc.integer({ min: 1, max: 50 }), (each, points) => {
        const rate = { points, windowMs: 1_000 };
        let [now, fullAt, given] = [0, 0, 0];
        for (const { afterMs, cost } of each) {
          now += afterMs;
          const taken = take(fullAt, rate, cost, now);
          fullAt = taken.fullAt;
          if (taken.verdict.allowed) given += Math.min(cost, points);
          expect(given).toBeLessThanOrEqual(points + (now / 1_000) * points + 1e-6);
          // Whoever comes when told to is let in.
          if (!taken.verdict.allowed) {
            const later = now + taken.verdict.retryAfterMs;
            expect(take(fullAt, rate, cost, later).verdict.allowed).toBe(true);
          }
        }
      }),
    );
  });
});

describe('a limiter in this process', () => {
  it('holds no more keys than it may, and forgets those not used for longest', () => {
    const limiter = createLocalLimiter(10, () => 0);
    const rate = { points: 5, windowMs: 1_000 };
    limiter('first', rate, 5);
    for (let index = 0; index < 10; index++) limiter(`other ${index}`, rate, 5);
    expect(limiter('other 9', rate, 1).allowed).toBe(false);
    expect(limiter('first', rate, 1).allowed).toBe(true);
  });
});

describeOver('a limiter whose Redis dies', redis, (start) => {
  it('goes on by itself with its share, and with Redis once it is back', async () => {
    const backend = await start();
    const rate = { points: 10, windowMs: hour };
    const limiter = await overRedisBackend(backend, createLocalLimiter(100, Date.now), 0.5);
    expect(await limiter.take('shared', rate, 1)).toMatchObject({ remaining: 9 });
    await backend.kill();
    const begunAt = Date.now();
    expect(await limiter.take('alone', rate, 1)).toMatchObject({ allowed: true, remaining: 4 });
    expect(await limiter.take('alone', rate, 4)).toMatchObject({ allowed: true, remaining: 0 });
    expect(await limiter.take('alone', rate, 1)).toMatchObject({ allowed: false });
    expect(Date.now() - begunAt).toBeLessThan(20_000);
    await backend.restart();
    const other = await overRedisBackend(backend, never);
    await eventually(async () => {
      const { remaining } = await other.take('seen by both', { points: 1_000, windowMs: hour }, 1);
      const next = await limiter.take('seen by both', { points: 1_000, windowMs: hour }, 1);
      expect(next.remaining).toBe(remaining - 1);
    });
    await Promise.all([limiter.stop(), other.stop()]);
    await backend.stop();
  });
});
