import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createOffsetWindow } from './offset-window.ts';

describe('an offset window', () => {
  it('commits only what lies below every unfinished offset, in whatever order they finish', () => {
    const gaps = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(gaps, fc.infiniteStream(fc.nat()), (steps, choices) => {
        const offsets = steps.map((_, index) => BigInt(steps.slice(0, index + 1).reduce((sum, gap) => sum + gap, 10)));
        const [start = 0n] = offsets;
        const window = createOffsetWindow('topic', 0, start);
        for (const offset of offsets) window.open(offset, 1);
        const open = [...offsets];
        while (open.length > 0) {
          const [settled = 0n] = open.splice((choices.next().value ?? 0) % open.length, 1);
          window.settle(settled);
          const expected = open[0] ?? window.end();
          // biome-ignore lint/complexity/useMathMinMax: Math.max takes no bigint.
          expect(window.uncommitted() ?? start).toBe(expected > start ? expected : start);
        }
        window.committed(window.end());
        expect(window.uncommitted()).toBeUndefined();
        expect(window.fullness()).toBe(0);
      }),
    );
  });

  it('is full by number or by size, and says when it no longer is', () => {
    const window = createOffsetWindow('topic', 0, 0n);
    let calls = 0;
    for (let offset = 0n; offset < 10n; offset += 1n) window.open(offset, 900_000);
    expect(window.fullness()).toBeGreaterThan(1);
    window.onceBelow(0.5, () => {
      calls += 1;
    });
    for (let offset = 0n; offset < 5n; offset += 1n) window.settle(offset);
    expect(calls).toBe(0);
    for (let offset = 5n; offset < 10n; offset += 1n) window.settle(offset);
    expect(calls).toBe(1);
  });

  it('calls back when it is closed, so that nothing stays paused', () => {
    const window = createOffsetWindow('topic', 0, 0n);
    let calls = 0;
    window.open(0n, 9_000_000);
    window.onceBelow(0.5, () => {
      calls += 1;
    });
    window.close();
    expect(calls).toBe(1);
    expect(window.live()).toBe(false);
  });
});
