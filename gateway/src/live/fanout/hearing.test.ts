import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createHearing } from './hearing.ts';
import { preferredOwners, wantOf } from './leases.ts';

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
  const anyCount = fc.integer({ min: 1, max: 40 });

  it('is agreed on, whatever the order the replicas are known in, and evenly', () => {
    fc.assert(
      fc.property(anyReplicas, anyCount, (replicas, count) => {
        const owners = preferredOwners(replicas, 'orders', count);
        expect(preferredOwners(replicas.toReversed(), 'orders', count)).toEqual(owners);
        const loads = replicas.map((replica) => owners.filter((owner) => owner === replica).length);
        expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(1);
        expect(loads.reduce((sum, load) => sum + load, 0)).toBe(count);
      }),
    );
  });

  it('stays the same for most when a replica goes', () => {
    const replicas = Array.from({ length: 8 }, (_, each) => `replica-${each}`);
    const before = preferredOwners(replicas, 'orders', 64);
    const after = preferredOwners(replicas.slice(1), 'orders', 64);
    expect(before.filter((owner, partition) => owner !== after[partition]).length).toBeLessThan(32);
  });

  it('is nobody without replicas', () => {
    expect(preferredOwners([], 'orders', 4)).toEqual([]);
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
