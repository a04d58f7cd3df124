import type { Redis } from 'ioredis';
import type { Leases, Standing, Wish } from './leases.ts';

const leaseMs = 3_000;
/** A replica that was not heard of for so long is not counted any more. */
const aliveMs = 3_000;
/** How far a partition was read is known for so long after nobody owns it any more. */
const keptMs = 60_000;

/**
 * KEYS: the replicas, how far partitions were read, the lease of each partition. ARGV: this replica, the three times, 1 to
 * stay or 0 to leave, and of each partition: what it wants, how far it read. By Redis's own clock.
 */
const script = `
local me, alive, lease, kept, stays = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if stays == '1' then redis.call('ZADD', KEYS[1], now + alive, me) else redis.call('ZREM', KEYS[1], me) end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('PEXPIRE', KEYS[1], alive)
local answer = { redis.call('ZRANGE', KEYS[1], 0, -1) }
for i = 3, #KEYS do
  local want, read = ARGV[2 * i], ARGV[2 * i + 1]
  local owner = redis.call('GET', KEYS[i])
  if want == 'hold' and (not owner or owner == me) then
    redis.call('SET', KEYS[i], me, 'PX', lease)
    owner = me
  end
  if owner == me then
    if tonumber(read) >= 0 then redis.call('HSET', KEYS[2], i - 3, read) end
    if want == 'leave' then
      redis.call('DEL', KEYS[i])
      owner = false
    end
  end
  answer[i - 1] = { owner or '', redis.call('HGET', KEYS[2], i - 3) or '' }
end
redis.call('PEXPIRE', KEYS[2], kept)
return answer`;

type Answer = [replicas: string[], ...partitions: [owner: string, end: string][]];

type Run = (keyCount: number, ...keysAndArguments: (string | number)[]) => Promise<Answer>;

/** Makes the leases of the fleet in Redis: all of a topic in one round trip, and in one slot of a cluster. */
export function createRedisLeases(redis: Redis, prefix: string): Leases {
  redis.defineCommand('fiscalLeases', { lua: script });
  // What defineCommand adds, no type knows of.
  const asked = (redis as unknown as { fiscalLeases: Run }).fiscalLeases.bind(redis);
  const run = async (topic: string, replica: string, stays: '0' | '1', wishes: readonly Wish[]) => {
    const key = (name: string) => `{${prefix}:${topic}}:${name}`;
    const leases = wishes.map((_, partition) => key(`lease:${partition}`));
    const keys = [key('replicas'), key('ends'), ...leases];
    const args = wishes.flatMap(({ want, end }) => [want, end]);
    return toStanding(await asked(keys.length, ...keys, replica, aliveMs, leaseMs, keptMs, stays, ...args));
  };
  return {
    leaseMs,
    ask: (topic, replica, wishes) => run(topic, replica, '1', wishes),
    async leave(topic, replica, wishes) {
      await run(
        topic,
        replica,
        '0',
        wishes.map(({ end }) => ({ want: 'leave', end })),
      );
    },
  };
}

function toStanding([replicas, ...rest]: Answer): Standing {
  const partitions = rest.map(([owner, end]) => ({
    owner: owner === '' ? undefined : owner,
    end: end === '' ? undefined : Number(end),
  }));
  return { replicas: replicas.toSorted(), partitions };
}
