import type { LiveRecord, Lost, Positions } from './log/record.ts';
import { placedAt } from './positions.ts';

/**
 * Why events cannot be given: the log keeps them no longer, the client read too slowly, what came cannot be read, or the
 * live feed lost them.
 */
export type GapReason = 'RETENTION' | 'OVERFLOW' | 'UNREADABLE' | 'TAIL';

/** What a client is told of instead of events. */
export type Gap = {
  readonly reason: GapReason;
  /** Whoever could go on from here would find what is missing. */
  readonly from: Positions;
  /** Beyond all of it. */
  readonly to: Positions;
  readonly count: number;
  /** `EVENTS`: those the subscription would have given, or may have. `RECORDS`: of the log, whatever they told of. */
  readonly counts: 'EVENTS' | 'RECORDS';
};

/** A gap of one event that has a place in the log. `at`: positions with that event behind them. */
export function gapOfEvent(reason: GapReason, record: LiveRecord, at: Positions): Gap {
  return { reason, from: placedAt(at, record), to: at, count: 1, counts: 'EVENTS' };
}

/** A gap of records that are lost to whoever reads. `at`: positions with them behind them. */
export function gapOfLost(reason: GapReason, lost: Lost, at: Positions): Gap {
  const from = placedAt(at, { topic: lost.topic, partition: lost.partition, offset: lost.from });
  const count = Math.max(lost.to - lost.from, 0);
  return { reason: lost.reason === 'unreadable' ? 'UNREADABLE' : reason, from, to: at, count, counts: 'RECORDS' };
}

/** Both as one; undefined when they are of different kinds. The second must lie behind the first. */
export function joined(first: Gap, second: Gap): Gap | undefined {
  if (first.reason !== second.reason || first.counts !== second.counts) return undefined;
  return { ...first, to: second.to, count: first.count + second.count };
}

/** The gap as a GraphQL response. `encode` makes cursors of positions. */
export function gapText({ reason, from, to, count, counts }: Gap, encode: (positions: Positions) => string): string {
  const cursor = encode(to);
  const extensions = { code: 'EVENTS_GAP', reason, from: encode(from), to: cursor, count, counts };
  const error = { message: `${count} ${counts.toLowerCase()} cannot be given here`, extensions };
  return JSON.stringify({ data: null, errors: [error], extensions: { cursor } });
}
