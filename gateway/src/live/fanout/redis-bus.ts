import { log } from '@fiscal/kit';
import { RedisPubSub } from 'graphql-redis-subscriptions';
import type { Redis } from 'ioredis';
import type { Bus, Subscription } from './bus.ts';

/** How many messages may be on their way to Redis at a time. */
const maxPublishing = 1_000;

type Entry = {
  readonly channel: string;
  readonly onText: (text: string) => void;
  state: 'pending' | 'live' | 'failed' | 'left';
  /** What graphql-redis-subscriptions knows it by, once it does. */
  id: number | undefined;
};

/**
 * Makes the bus over Redis pub/sub by graphql-redis-subscriptions, which is told of a channel only when Redis has
 * confirmed it: then it never waits, so nothing can fail or be left meanwhile where it would lose the error or its
 * handler. Its iterators, whose queues have no bound, are not used. Both connections must have short command timeouts and
 * no offline queue; `subscriber` must not subscribe anew by itself.
 */
export function createRedisBus(publisher: Redis, subscriber: Redis): Bus {
  const library = new RedisPubSub({
    publisher,
    subscriber: confirmed(subscriber),
    messageEventName: 'messageBuffer',
    serializer: (text: string) => text,
    deserializer: (bytes) => bytes.toString(),
  });
  const entries = new Set<Entry>();
  const interests = new Map<string, number>();
  let publishing = 0;
  const pulses = [createPulse(publisher), createPulse(subscriber)];

  const connect = async (entry: Entry) => {
    entry.state = 'pending';
    try {
      await subscriber.subscribe(entry.channel);
      if (hasLeft(entry)) return;
      entry.id ??= await library.subscribe(entry.channel, (text: string) => hand(entry, text));
      if (hasLeft(entry)) library.unsubscribe(entry.id);
      else entry.state = 'live';
    } catch (error) {
      log.debug({ err: error }, 'not subscribed');
      if (!hasLeft(entry)) entry.state = 'failed';
    }
  };
  const leave = (entry: Entry) => {
    if (!entries.delete(entry)) return;
    if (entry.id !== undefined) library.unsubscribe(entry.id);
    entry.state = 'left';
    const others = (interests.get(entry.channel) ?? 1) - 1;
    if (others > 0) return void interests.set(entry.channel, others);
    interests.delete(entry.channel);
    // Where the connection is gone, so is the subscription.
    subscriber.unsubscribe(entry.channel).catch(() => undefined);
  };
  const onClose = () => {
    for (const entry of entries) if (entry.state === 'live') entry.state = 'failed';
  };
  const resubscribe = async () => {
    if (subscriber.status !== 'ready') return;
    const failed = [...entries].filter(({ state }) => state === 'failed');
    await Promise.all(failed.map(connect));
  };
  const onReady = () => void resubscribe();
  subscriber.on('close', onClose);
  subscriber.on('ready', onReady);

  return {
    async publish(channel, text) {
      if (publishing >= maxPublishing) throw new Error('too many messages are being published');
      publishing += 1;
      await library.publish(channel, text).finally(() => {
        publishing -= 1;
      });
    },
    subscribe(channel, onText): Subscription {
      const entry: Entry = { channel, onText, state: 'pending', id: undefined };
      entries.add(entry);
      interests.set(channel, (interests.get(channel) ?? 0) + 1);
      return {
        settled: connect(entry),
        live: () => entry.state === 'live',
        failed: () => entry.state === 'failed',
        leave: () => leave(entry),
      };
    },
    async mend() {
      await Promise.all([resubscribe(), ...pulses.map((pulse) => pulse())]);
    },
    async stop() {
      for (const entry of [...entries]) leave(entry);
      subscriber.off('close', onClose);
      subscriber.off('ready', onReady);
      subscriber.disconnect();
      publisher.disconnect();
    },
  };
}

function hasLeft({ state }: Entry): boolean {
  return state === 'left';
}

function hand(entry: Entry, text: string): void {
  if (hasLeft(entry)) return;
  try {
    entry.onText(text);
  } catch (error) {
    log.error({ err: error }, 'a listener of the bus failed');
  }
}

/**
 * Makes what asks a connection whether it lives, and opens it anew when twice there was no answer: one may be late because
 * this process was busy. TCP alone would wait a quarter of an hour for a peer that is gone.
 */
function createPulse(redis: Redis): () => Promise<void> {
  let unanswered = 0;
  return async () => {
    if (redis.status !== 'ready') return;
    try {
      await redis.ping();
      unanswered = 0;
    } catch {
      unanswered += 1;
      if (unanswered < 2) return;
      unanswered = 0;
      redis.disconnect(true);
    }
  };
}

/** The connection as the library sees it: its channels are subscribed before it hears of them, and left by the bus. */
function confirmed(subscriber: Redis): Redis {
  const shown = {
    on: subscriber.on.bind(subscriber),
    subscribe: (_channel: string, done: (error: null) => void) => done(null),
    unsubscribe: () => undefined,
    punsubscribe: () => undefined,
  };
  // The four things that the library asks of it.
  return shown as unknown as Redis;
}
