import type { LiveRecord } from '../log/record.ts';

/**
 * What one organisation has in a part of a partition: from offset `from` up to, and without, `to` there are these records
 * of it and no others. It says so whoever tells it and however often, so spans may come twice, late or not at all. One
 * with `from` = `to` says only that there may be something before.
 */
export type Span = {
  readonly from: number;
  readonly to: number;
  readonly records: readonly LiveRecord[];
  /** About how much memory it takes, for who keeps it. */
  readonly bytes: number;
};

/**
 * How far the owner of a partition has read it, and who had records lately: the end of the last one of each. All others
 * had none from `from` on.
 */
export type Head = {
  readonly topic: string;
  readonly partition: number;
  readonly from: number;
  readonly to: number;
  readonly lately: readonly (readonly [tenant: string, end: number])[];
};

/** What a head says about one organisation: nothing between the end of its last record and the end of the partition. */
export function spanOf(head: Head, ends: ReadonlyMap<string, number>, tenant: string): Span {
  return { from: ends.get(tenant) ?? head.from, to: head.to, records: [], bytes: 0 };
}
