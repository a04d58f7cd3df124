import type { Batch, Log } from './log.ts';
import type { LiveRecord, Lost, Positions } from './record.ts';
import { createStanding, type Standing } from './standing.ts';
import { createTurns, type TurnLimits, type Turns } from './turns.ts';

/** Is told what a replay reads. What it throws ends the replay. */
export type Replaying = {
  /** A record of the tenant, in order in its partition. Nothing more is read for it until what it gives back is resolved. */
  onRecord(record: LiveRecord): void | Promise<void>;
  /** What was asked for and cannot be given. */
  onLost(lost: Lost): void | Promise<void>;
  /** Everything of the partition before this offset was handed on. */
  onAdvance(topic: string, partition: number, next: number): void;
  /**
   * Nothing is left. Called in the same turn in which `to` was asked: what the feed tells from now on comes next, but for
   * what lies before these positions, which are beyond the feed's where another replica had told the client more already.
   */
  onCaughtUp(positions: Positions): void;
};

/** Reads the log for clients that come back, many at a time, without taking the room of those that are live. */
export type ReplayLane = {
  /**
   * Reads from the positions to where `to` stands, again and again while that moves, until nothing is left. A partition
   * that `from` does not know is read from its beginning. Errors: those of the log; the reason of the signal.
   */
  replay(
    tenant: string,
    from: Positions,
    to: () => Positions,
    replaying: Replaying,
    signal: AbortSignal,
  ): Promise<void>;
  /** How many reads are under way, and how many wait for their turn. */
  load: Turns['load'];
};

/** Makes the lane of this process. A read is one batch: who is slow to take what was read holds nobody's turn. */
export function createReplayLane(log: Log, limits: TurnLimits, now: () => number): ReplayLane {
  const turns = createTurns(limits, now);
  return {
    load: turns.load,
    async replay(tenant, from, to, replaying, signal) {
      const standing = createStanding(from);
      await dropForeign(log, standing, to(), replaying);
      for (;;) {
        signal.throwIfAborted();
        const behind = standing.firstBehind(to());
        if (!behind) return replaying.onCaughtUp(standing.positions());
        const { topic, partition } = behind;
        for await (const batch of inTurns(log.read(behind, signal), turns, tenant, signal)) {
          await handOn(batch, tenant, replaying, signal);
          standing.move(topic, partition, batch.next);
          replaying.onAdvance(topic, partition, batch.next);
        }
      }
    },
  };
}

/** Asks for each batch when it is the tenant's turn. */
async function* inTurns(batches: AsyncIterable<Batch>, turns: Turns, tenant: string, signal: AbortSignal) {
  const iterator = batches[Symbol.asyncIterator]();
  try {
    for (;;) {
      const end = await turns.take(tenant, signal);
      let count = 0;
      try {
        const { done, value } = await iterator.next();
        if (done) return;
        count = value.records.length;
        // Not within the turn: what is done with it may take its time.
        end(count);
        yield value;
      } finally {
        end(count);
      }
    }
  } finally {
    await iterator.return?.();
  }
}

async function handOn(batch: Batch, tenant: string, { onRecord, onLost }: Replaying, signal: AbortSignal) {
  if (batch.lost) await onLost(batch.lost);
  for (const record of batch.records) {
    if (record.tenant !== tenant) continue;
    signal.throwIfAborted();
    await onRecord(record);
  }
}

/**
 * Who stands beyond the feed was told more by another replica, unless the log ends before that: then it was made anew, and
 * what it holds now may be missing.
 */
async function dropForeign(log: Log, standing: Standing, target: Positions, replaying: Replaying): Promise<void> {
  const topics = standing.topicsAhead(target);
  if (topics.length === 0) return;
  const [low, high] = await Promise.all([log.positions(topics, 'low'), log.positions(topics, 'high')]);
  const stood = standing.positions();
  for (const topic of topics) {
    for (const [partition, end] of (high[topic] ?? []).entries()) {
      if ((stood[topic]?.[partition] ?? 0) <= end) continue;
      await replaying.onLost({ topic, partition, from: low[topic]?.[partition] ?? end, to: end, reason: 'gone' });
      standing.move(topic, partition, end);
      replaying.onAdvance(topic, partition, end);
    }
  }
}
