export type SegmentIndex = {
  /** Tells of a batch; batches come in order. */
  readonly add: (baseOffset: number, position: number, maxTimestamp: number) => void;
  /** A position at or before the batch that holds the offset. */
  readonly positionOf: (offset: number) => number;
  /** A position at or before the first batch with a timestamp at or after the one given. */
  readonly positionOfTime: (timestamp: number) => number;
};

/** A sparse map from offsets and times to positions in a segment: one entry an interval, in memory only. */
export function createSegmentIndex(intervalBytes: number): SegmentIndex {
  const offsets: number[] = [];
  const positions: number[] = [];
  const latestBefore: number[] = [];
  let latest = Number.NEGATIVE_INFINITY;
  return {
    add(baseOffset, position, maxTimestamp) {
      const previous = positions.at(-1);
      if (previous === undefined || position - previous >= intervalBytes) {
        offsets.push(baseOffset);
        positions.push(position);
        latestBefore.push(latest);
      }
      latest = Math.max(latest, maxTimestamp);
    },
    positionOf: (offset) => positions[lastAtMost(offsets, offset)] ?? 0,
    positionOfTime: (timestamp) => positions[lastBelow(latestBefore, timestamp)] ?? 0,
  };
}

/** Index of the last value <= limit in an ascending list; -1 without one. */
function lastAtMost(values: readonly number[], limit: number): number {
  return partitionPoint(values, (value) => value <= limit) - 1;
}

/** Index of the last value < limit in an ascending list; -1 without one. */
function lastBelow(values: readonly number[], limit: number): number {
  return partitionPoint(values, (value) => value < limit) - 1;
}

function partitionPoint(values: readonly number[], isBefore: (value: number) => boolean): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(values[middle] as number))
      low = middle + 1; // middle is below length
    else high = middle;
  }
  return low;
}
