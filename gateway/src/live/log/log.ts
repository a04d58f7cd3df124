import type { LiveRecord, Lost, Positions } from './record.ts';

/**
 * One read of a partition: records in order, and the offset to go on from, which may lie beyond the last record or, where
 * a log was made anew, before the first one asked for. `lost` comes before the records.
 */
export type Batch = {
  readonly records: readonly LiveRecord[];
  readonly next: number;
  readonly lost?: Lost;
};

/**
 * The events as Kafka keeps them: the truth, for every replica and after any restart.
 * Errors of all: Refusal `EVENTS_UNAVAILABLE` within a deadline; `UNKNOWN_TOPIC` where there is no such topic.
 */
export type Log = {
  /** Where each partition of the topics begins (`low`) or ends (`high`) now. */
  positions(topics: readonly string[], edge: 'low' | 'high'): Promise<Positions>;
  /** Reads a partition from an offset up to another, in batches of a bounded size, until it is there or told to stop. */
  read(
    partition: { readonly topic: string; readonly partition: number; readonly from: number; readonly to: number },
    signal: AbortSignal,
  ): AsyncIterable<Batch>;
  /**
   * Follows all partitions from the given positions on, for good: outages are sat out, nothing is skipped without `lost`.
   * Batches of one partition come in order, and the next one when `onBatch` has resolved. A negative offset leaves that
   * partition out. Resolves when the signal is aborted; rejects when `onBatch` does. Any number of calls share connections
   * unless they follow the same partition.
   */
  follow(
    from: Positions,
    onBatch: (topic: string, partition: number, batch: Batch) => void | Promise<void>,
    signal: AbortSignal,
  ): Promise<void>;
  stop(): Promise<void>;
};
