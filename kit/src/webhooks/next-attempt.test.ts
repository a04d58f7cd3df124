import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nextAttempt } from './next-attempt.ts';

describe('attempts', () => {
  it('come ever later, and end', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.double({ min: 0, max: 1, noNaN: true }), (attempts, jitter) => {
        const now = new Date(0);
        const [sooner, later] = [nextAttempt(attempts, now, jitter), nextAttempt(attempts + 1, now, 0)];
        expect(sooner?.getTime()).toBeGreaterThan(0);
        expect(later?.getTime()).toBeGreaterThan(sooner?.getTime() ?? Number.POSITIVE_INFINITY);
      }),
    );
    expect(nextAttempt(8, new Date(), 0)).toBeNull();
  });
});
