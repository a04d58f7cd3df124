import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { describeOver, type Found } from '../../test/backends/backend.ts';
import { findRedis, type RedisBackend } from '../../test/backends/redis.ts';
import { type Counter, createLocalCounter } from '../src/admission/counter.ts';
import { createRedisCounter } from '../src/admission/redis-counter.ts';
import { createRedis } from '../src/admission/redis-part.ts';
import { eventually } from './eventually.ts';

type Running = { readonly count: Counter; stop(): Promise<void> };

const windowMs = 1_000;
const never: Counter = () => Promise.reject(new Error('Redis did not count'));

const local: Found<Running> = {
  start: async () => ({ count: createLocalCounter(windowMs, 100, Date.now), stop: async () => undefined }),
};

async function startRedisCounter(backend: RedisBackend, fallback: Counter): Promise<Running> {
  const { redis, part } = createRedis(backend.url);
  await part.start();
  await eventually(() => expect(redis.status).toBe('ready'));
  return { count: createRedisCounter(redis, windowMs, fallback, Date.now), stop: part.stop };
}

const redis = await findRedis();
const overRedis: Found<Running> =
  'missing' in redis
    ? redis
    : {
        async start() {
          const backend = await redis.start();
          const counter = await startRedisCounter(backend, never);
          return {
            count: counter.count,
            async stop() {
              await counter.stop();
              await backend.stop();
            },
          };
        },
      };

for (const [name, found] of [
  ['in this process', local],
  ['in Redis', overRedis],
] as const) {
  describeOver(`a counter ${name}`, found, (start) => {
    let counter: Running;
    beforeAll(async () => {
      counter = await start();
    });
    afterAll(() => counter.stop());

    it('counts each key by itself', async () => {
      const uses = await Promise.all(['a', 'a', 'b', 'a'].map((key) => counter.count(`each ${key}`)));
      expect(uses.map(({ used }) => used)).toEqual([1, 2, 1, 3]);
    });

    it('tells when the window ends', async () => {
      const { resetMs } = await counter.count('window');
      expect(resetMs).toBeGreaterThan(0);
      expect(resetMs).toBeLessThanOrEqual(windowMs);
    });

    it('begins again when the window has ended', async () => {
      await counter.count('again');
      expect((await counter.count('again')).used).toBe(2);
      await eventually(async () => expect((await counter.count('again')).used).toBe(1));
    });

    it('loses no use when many come at once', async () => {
      const uses = await Promise.all(Array.from({ length: 200 }, () => counter.count('many')));
      expect(Math.max(...uses.map(({ used }) => used))).toBe(200);
    });
  });
}

describe('a counter in this process', () => {
  it('holds no more keys than it may', async () => {
    const count = createLocalCounter(windowMs, 10, () => 0);
    await count('first');
    for (let index = 0; index < 10; index++) await count(`other ${index}`);
    expect((await count('other 9')).used).toBe(2);
    expect((await count('first')).used).toBe(1);
  });
});

describeOver('a counter whose Redis dies', redis, (start) => {
  it('goes on by itself, and with Redis once it is back', async () => {
    const backend = await start();
    const counter = await startRedisCounter(backend, createLocalCounter(windowMs, 100, Date.now));
    expect((await counter.count('shared')).used).toBe(1);
    await backend.kill();
    const begunAt = Date.now();
    const first = await counter.count('alone');
    expect(first.used).toBe(1);
    expect((await counter.count('alone')).used).toBe(2);
    expect(Date.now() - begunAt).toBeLessThan(3_000);
    await backend.restart();
    const other = await startRedisCounter(backend, never);
    await eventually(async () => {
      const before = await other.count('seen by both');
      expect((await counter.count('seen by both')).used).toBe(before.used + 1);
    });
    await Promise.all([counter.stop(), other.stop()]);
    await backend.stop();
  });
});
