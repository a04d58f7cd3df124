const base = Math.log(1.1);
const mostBuckets = 384;

/** The bucket of a duration: the first i with 1.1^i microseconds or more; the last one takes what is longer. */
export function bucketOf(durationMs: number): number {
  const microseconds = durationMs * 1_000;
  if (!(microseconds > 1)) return 0;
  return Math.min(Math.ceil(Math.log(microseconds) / base), mostBuckets - 1);
}

/** Counts by bucket as reports have them: -n stands for n empty ones, and what is behind the last is left out. */
export function packBuckets(counts: ReadonlyMap<number, number>): number[] {
  const packed: number[] = [];
  let next = 0;
  for (const [bucket, count] of [...counts].sort(([one], [other]) => one - other)) {
    // One empty bucket is as long either way; zero says it plainly.
    if (bucket - next === 1) packed.push(0);
    else if (bucket > next) packed.push(next - bucket);
    packed.push(count);
    next = bucket + 1;
  }
  return packed;
}
