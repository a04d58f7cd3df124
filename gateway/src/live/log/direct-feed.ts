import { setTimeout as delay } from 'node:timers/promises';
import { log as logger, Refusal } from '@fiscal/kit';
import { type Channel, createChannel } from './channel.ts';
import { createFindEnds } from './ends.ts';
import type { Feed } from './feed.ts';
import type { Log } from './log.ts';

/** Partitions from this one on, up to and without the other. */
type Span = { readonly first: number; readonly end: number };
type Followed = { readonly channel: Channel; readonly leaving: AbortController; timer?: NodeJS.Timeout | undefined };

/** How long a topic is still followed that nobody hears of any more. */
const lingerMs = 60_000;
const againMs = 1_000;
/** How often topics that are followed are looked at for new partitions. */
const lookMs = 30_000;

/**
 * Makes a feed that follows Kafka itself: each topic once for the whole process, from when it is first asked for. The log
 * is asked at every join, so that nobody joins who would hear nothing.
 */
export function createDirectFeed(log: Log): Feed {
  const topics = new Map<string, Followed>();
  const follows = new Set<Promise<void>>();
  const findEnds = createFindEnds(log);
  const stopping = new AbortController();

  async function follow(topic: string, { channel, leaving }: Followed, { first, end }: Span): Promise<void> {
    const signal = AbortSignal.any([leaving.signal, stopping.signal]);
    const isMeant = (partition: number) => partition >= first && partition < end;
    while (!signal.aborted) {
      const from = { [topic]: channel.positions().map((offset, partition) => (isMeant(partition) ? offset : -1)) };
      await log.follow(from, (_, partition, batch) => channel.tell(partition, batch), signal).catch(logFailure);
      if (!signal.aborted) await delay(againMs, undefined, { signal }).catch(() => undefined);
    }
  }

  function open(topic: string, from: readonly number[]): Followed {
    const followed: Followed = { channel: createChannel(from), leaving: new AbortController() };
    topics.set(topic, followed);
    begin(topic, followed, { first: 0, end: from.length });
    return followed;
  }

  function begin(topic: string, followed: Followed, span: Span): void {
    const done = follow(topic, followed, span).finally(() => follows.delete(done));
    follows.add(done);
  }

  /** A topic may get more partitions while it is followed. */
  function extend(topic: string, followed: Followed, end: number): void {
    const first = followed.channel.positions().length;
    if (end <= first) return;
    followed.channel.grow(end);
    begin(topic, followed, { first, end });
  }

  async function lookForMore(): Promise<void> {
    for (const [topic, followed] of [...topics]) {
      const ends = await findEnds([topic]).catch(() => undefined);
      if (topics.get(topic) === followed && !stopping.signal.aborted)
        extend(topic, followed, ends?.[topic]?.length ?? 0);
    }
  }

  const looking = setInterval(() => void lookForMore(), lookMs).unref();

  function release(topic: string, followed: Followed): void {
    clearTimeout(followed.timer);
    followed.timer = setTimeout(() => {
      if (followed.channel.size() > 0) return;
      followed.leaving.abort();
      topics.delete(topic);
    }, lingerMs).unref();
  }

  return {
    async join(tenant, names, listener) {
      const ends = await findEnds(names);
      if (stopping.signal.aborted) throw new Refusal('unavailable', 'EVENTS_UNAVAILABLE', 'the gateway is stopping');
      const seats = names.map((topic) => {
        const end = ends[topic] ?? [];
        const followed = topics.get(topic) ?? open(topic, end);
        extend(topic, followed, end.length);
        return { topic, followed, seat: followed.channel.join(tenant, end, listener) };
      });
      return {
        positions: () => Object.fromEntries(seats.map(({ topic, seat }) => [topic, seat.positions()])),
        leave() {
          for (const { topic, followed, seat } of seats) {
            seat.leave();
            if (followed.channel.size() === 0) release(topic, followed);
          }
        },
      };
    },
    async stop() {
      stopping.abort();
      clearInterval(looking);
      for (const { timer } of topics.values()) clearTimeout(timer);
      topics.clear();
      await Promise.all(follows);
    },
  };
}

function logFailure(error: unknown): void {
  logger.error({ err: error }, 'following a topic failed and begins anew where it stood');
}
