import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bucketOf, packBuckets } from './latency-buckets.ts';

describe('latencies in a usage report', () => {
  it('are in the first bucket that is long enough', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.002, max: 1e9, noNaN: true }), (durationMs) => {
        const bucket = bucketOf(durationMs);
        if (bucket < 383) expect(1.1 ** bucket).toBeGreaterThanOrEqual(durationMs * 1_000 * (1 - 1e-9));
        expect(1.1 ** (bucket - 1)).toBeLessThan(durationMs * 1_000 * (1 + 1e-9));
      }),
    );
    expect([0, -1, Number.NaN].map(bucketOf)).toEqual([0, 0, 0]);
  });

  it('are packed without loss', () => {
    const buckets = fc.dictionary(fc.nat({ max: 383 }).map(String), fc.integer({ min: 1, max: 99 }));
    fc.assert(
      fc.property(buckets, (counts) => {
        const byBucket = Object.entries(counts).map(([bucket, count]) => [Number(bucket), count] as const);
        const unpacked = packBuckets(new Map(byBucket)).flatMap((each) => (each < 0 ? Array(-each).fill(0) : [each]));
        const wanted = Array.from({ length: unpacked.length }, (_, bucket) => counts[bucket] ?? 0);
        expect(unpacked).toEqual(wanted);
        expect(unpacked.filter((count) => count > 0)).toHaveLength(byBucket.length);
      }),
    );
  });
});
