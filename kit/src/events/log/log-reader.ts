import type { Kafka as KafkaJs } from 'kafkajs';
import { settleWithin } from '../settle-within.ts';
import { createSlots } from '../slots.ts';
import { createCluster } from './cluster.ts';
import { createFollower, type Follower, type Tail } from './follower.ts';
import type { LogBatch } from './log-batch.ts';
import { type Edge, findOffsets, type Offsets } from './offsets.ts';
import { type Range, readRange } from './read-range.ts';

/** A partition, and the offset to follow it from. */
export type FollowFrom = { readonly topic: string; readonly partition: number; readonly from: number };
export type OnBatch = (topic: string, partition: number, batch: LogBatch) => void | Promise<void>;

/** Reads topics by position, without being a member of any group: `docs/decisions/018` tells why. */
export type LogReader = {
  /** Within 5 s. Errors: Refusal `EVENTS_UNAVAILABLE`, `UNKNOWN_TOPIC`. */
  offsets(topics: readonly string[], edge: Edge): Promise<Offsets>;
  /** Errors: Refusal `EVENTS_UNAVAILABLE` when nothing comes for 10 s, `UNKNOWN_TOPIC`. */
  read(range: Range, signal: AbortSignal): AsyncIterable<LogBatch>;
  /** For good: resolves when the signal is aborted or the reader is stopped, rejects when `onBatch` does. */
  follow(partitions: readonly FollowFrom[], onBatch: OnBatch, signal: AbortSignal): Promise<void>;
  stop(): Promise<void>;
};

/** So many fetches of reads at a time: what they give is held in memory until it is asked for. */
const maxFetches = 16;
const stopMs = 4_000;

/** Makes a reader, which connects when it is first asked. Reads and follows have connections of their own: neither waits for the other. */
export function createLogReader(kafka: KafkaJs): LogReader {
  const cluster = createCluster(kafka);
  const slot = createSlots(maxFetches);
  const followers: Follower[] = [];
  const stopping = new AbortController();

  /** The first who does not follow the partition for somebody else. */
  function followerOf({ topic, partition }: FollowFrom): Follower {
    const free = followers.find((follower) => !follower.has(topic, partition));
    if (free) return free;
    const follower = createFollower(createCluster(kafka));
    followers.push(follower);
    return follower;
  }

  function follow(partitions: readonly FollowFrom[], onBatch: OnBatch, signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const removals: (() => void)[] = [];
    // At once, so that nothing more is told.
    const end = () => {
      for (const remove of removals) remove();
      resolve();
    };
    const fail = (error: unknown) => {
      reject(error);
      end();
    };
    for (const where of partitions) {
      const { topic, partition, from } = where;
      const tell = async (batch: LogBatch) => onBatch(topic, partition, batch);
      const tail: Tail = { topic, partition, next: from, onBatch: (batch) => tell(batch).catch(fail) };
      const follower = followerOf(where);
      follower.add(tail);
      removals.push(() => follower.remove(tail));
    }
    const over = AbortSignal.any([signal, stopping.signal]);
    if (over.aborted) end();
    over.addEventListener('abort', end, { once: true });
    return promise.finally(() => over.removeEventListener('abort', end));
  }

  return {
    offsets: (topics, edge) => findOffsets(cluster, topics, edge),
    read: (range, signal) => readRange(cluster, range, slot, AbortSignal.any([signal, stopping.signal])),
    follow,
    async stop() {
      stopping.abort();
      cluster.close();
      await settleWithin(Promise.all(followers.map((follower) => follower.stop())), stopMs, 'followers of the log');
    },
  };
}
