import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createLastGood } from './last-good.ts';

describe('the last good values', () => {
  it('are given as they were kept last', () => {
    const kept = createLastGood(10_000);
    kept.set('a', '1', 5);
    kept.set('a', '2', 6);
    expect(kept.get('a')).toEqual({ text: '2', atMs: 6 });
    expect(kept.get('b')).toBeUndefined();
  });

  it('go, the oldest first, when there are too many bytes of them, and one that is too large is not kept', () => {
    const kept = createLastGood(1_000);
    kept.set('a', 'x'.repeat(200), 1);
    kept.set('b', 'x', 2);
    kept.set('c', 'x'.repeat(100), 3);
    kept.set('d', 'x'.repeat(1_000), 4);
    expect(['a', 'b', 'c', 'd'].map((key) => kept.get(key)?.atMs)).toEqual([undefined, 2, 3, undefined]);
    kept.set('c', 'x'.repeat(1_000), 5);
    expect(kept.get('c')).toBeUndefined();
  });

  it('never take more than their bytes, whatever is kept and renewed', () => {
    const step = fc.record({ key: fc.constantFrom('a', 'b', 'c', 'd'), length: fc.nat({ max: 300 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 50 }), (steps) => {
        const kept = createLastGood(1_500);
        for (const { key, length } of steps) {
          kept.set(key, 'x'.repeat(length), 0);
          expect(kept.get(key)?.text).toHaveLength(length);
          const entries = ['a', 'b', 'c', 'd']
            .map((each) => kept.get(each)?.text.length)
            .filter((each) => each !== undefined);
          expect(entries.reduce((sum, each) => sum + 2 * (each + 1) + 200, 0)).toBeLessThanOrEqual(1_500);
        }
      }),
    );
  });
});
