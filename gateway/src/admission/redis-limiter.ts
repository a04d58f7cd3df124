import { log } from '@fiscal/kit';
import { metrics } from '@opentelemetry/api';
import type { Redis } from 'ioredis';
import { type Rate, type Verdict, verdictOf } from './gcra.ts';
import type { Limiter } from './limiter.ts';

const complainEveryMs = 10_000;
/** After Redis has failed once, this long nobody waits for it. */
const pauseMs = 1_000;

const fallbacks = metrics
  .getMeter('@fiscal/gateway')
  .createCounter('gateway.rate.local', { description: 'Takings counted in this process because Redis did not answer' });

/** As `take` in gcra.ts, by Redis's own clock, so that all gateways mean the same time. Times in milliseconds, as text. */
const script = `
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + tonumber(time[2]) / 1000
local points, window, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local perPoint = window / points
local before = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now)
local after = before + math.min(cost, points) * perPoint
local allowed = after - now <= window + 0.0005
if allowed then
  redis.call('SET', KEYS[1], string.format('%.3f', after), 'PX', math.max(math.ceil(after - now), 1))
end
return { allowed and 1 or 0, string.format('%.3f', before - now), string.format('%.3f', after - now) }`;

type Taking = (key: string, points: number, windowMs: number, cost: number) => Promise<[number, string, string]>;

/**
 * Makes a limiter that all gateways share: one round trip, one key in one slot. While Redis is down or slow, `fallback`
 * counts with `localShare` of the points: then all gateways together give at most that share times their number.
 */
export function createRedisLimiter(
  redis: Redis,
  fallback: Limiter,
  localShare: number,
  now: () => number,
): (...args: Parameters<Limiter>) => Promise<Verdict> {
  redis.defineCommand('fiscalTake', { numberOfKeys: 1, lua: script });
  // What defineCommand adds, no type knows of.
  const taking = (redis as unknown as { fiscalTake: Taking }).fiscalTake.bind(redis);
  const complain = createComplaint(now);
  let pausedUntil = 0;
  const locally = (key: string, rate: Rate, cost: number) => {
    fallbacks.add(1);
    const points = Math.max(Math.floor(rate.points * localShare), 1);
    return fallback(key, { ...rate, points }, cost);
  };
  return async (key, rate, cost) => {
    if (now() < pausedUntil) return locally(key, rate, cost);
    try {
      const [allowed, before, after] = await taking(`fiscal:rate:{${key}}`, rate.points, rate.windowMs, cost);
      return verdictOf(allowed === 1, Number(before), Number(after), rate);
    } catch (error) {
      pausedUntil = now() + pauseMs;
      complain(error);
      return locally(key, rate, cost);
    }
  };
}

function createComplaint(now: () => number): (error: unknown) => void {
  let complainedAt = Number.NEGATIVE_INFINITY;
  return (error) => {
    if (now() - complainedAt < complainEveryMs) return;
    complainedAt = now();
    log.warn({ err: error }, 'Redis does not count; limits are counted in this process');
  };
}
