import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createHearing } from './hearing.ts';
import { preferredOwner, wantOf } from './leases.ts';

describe('the hearing of a partition', () => {
  it('is trusted at first, and deaf after two seconds without a head', () => {
    const hearing = createHearing(0);
    expect([hearing.isDeaf(0), hearing.isDeaf(2_000), hearing.isDeaf(2_001)]).toEqual([false, false, true]);
    hearing.onHead(5, 5, 1_500);
    expect([hearing.isDeaf(3_500), hearing.isDeaf(3_501)]).toEqual([false, true]);
  });

  it('is trusted again when heads have come for a second', () => {
    const hearing = createHearing(0);
    hearing.onHead(5, 5, 10_000);
    expect([hearing.isDeaf(10_000), hearing.isDeaf(10_999), hearing.isDeaf(11_000)]).toEqual([true, true, false]);
  });

  it('is deaf at once when the bus is away', () => {
    const hearing = createHearing(0);
    hearing.onSilence();
    expect(hearing.isDeaf(1)).toBe(true);
  });

  it('does not count heads of an owner that lags behind what was told here', () => {
    const hearing = createHearing(0);
    expect(hearing.onHead(5, 9, 500)).toBe(true);
    expect(hearing.onHead(8, 20, 1_000)).toBe(false);
    expect(hearing.onHead(20, 25, 1_500)).toBe(true);
    expect(hearing.isDeaf(3_500)).toBe(false);
  });
});

describe('who owns a partition', () => {
  const anyReplicas = fc.uniqueArray(fc.uuid(), { minLength: 1, maxLength: 8 });
  const all = Array.from({ length: 64 }, (_, partition) => partition);

  it('is agreed on, whatever the order they are known in', () => {
    fc.assert(
      fc.property(anyReplicas, fc.nat(), (replicas, partition) => {
        const owner = preferredOwner(replicas, 'orders', partition);
        expect(preferredOwner(replicas.toReversed(), 'orders', partition)).toBe(owner);
        expect(replicas).toContain(owner);
      }),
    );
  });

  it('changes, when one goes, only where it was the one', () => {
    fc.assert(
      fc.property(anyReplicas, (replicas) => {
        const [gone, ...left] = replicas;
        for (const partition of all) {
          const before = preferredOwner(replicas, 'orders', partition);
          if (before !== gone) expect(preferredOwner(left, 'orders', partition)).toBe(before);
        }
      }),
    );
  });

  it('holds its own, leaves what is others’, and takes what nobody came for', () => {
    expect(wantOf('one', 'one', undefined, false)).toBe('hold');
    expect(wantOf('one', 'one', 'two', false)).toBe('hold');
    expect(wantOf('one', 'two', 'one', false)).toBe('leave');
    expect(wantOf('one', 'two', undefined, false)).toBe('look');
    expect(wantOf('one', 'two', undefined, true)).toBe('hold');
    expect(wantOf('one', undefined, 'one', false)).toBe('look');
  });
});
