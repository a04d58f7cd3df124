import type { Transaction } from '@fiscal/kit';

/** The databases that invoices are spread over. Which one has a bucket never depends on anything but their number. */
export type Shards = {
  readonly all: readonly Transaction[];
  /** The shard of a bucket (0 to 4095). */
  of(bucket: number): Transaction;
  /** Puts items into groups of the same shard, so that each shard is asked once. */
  group<T>(items: readonly T[], bucketOf: (item: T) => number): readonly (readonly [Transaction, readonly T[]])[];
};

/** Deals the buckets out to the shards, round by round. There is one shard at least. */
export function createShards(all: readonly Transaction[]): Shards {
  const of = (bucket: number): Transaction => {
    const shard = all[bucket % all.length];
    if (shard === undefined) throw new Error('no shard is configured');
    return shard;
  };
  return {
    all,
    of,
    group(items, bucketOf) {
      const groups = Map.groupBy(items, (item) => of(bucketOf(item)));
      return [...groups];
    },
  };
}
