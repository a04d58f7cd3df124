import { describe, expect, it } from '@jest/globals';
import type { LiveRecord, Lost } from '../log/record.ts';
import { createReading } from './reading.ts';
import { createSeat } from './seat.ts';

const lostOf = (from: number, to: number): Lost => ({ topic: 'orders', partition: 0, from, to });

function sit(from: readonly number[]) {
  const [offsets, lost]: [number[], Lost[]] = [[], []];
  const seat = createSeat(from, {
    onRecord: ({ offset }) => void offsets.push(offset),
    onLost: (each) => void lost.push(each),
  });
  const record = (offset: number, partition = 0): LiveRecord => ({
    topic: 'orders',
    partition,
    offset,
    tenant: 'acme',
    head: undefined,
    data: () => null,
  });
  return { seat, offsets, lost, record };
}

describe('a seat', () => {
  it('hears what comes after it was taken, and stands there while its organisation comes up', () => {
    const { seat, offsets, record } = sit([5, 0]);
    seat.onRecord(record(4));
    expect(seat.positions([5, 2])).toEqual([5, 2]);
    expect(seat.positions([3, 2, 7])).toEqual([5, 2, 7]);
    seat.onRecord(record(5));
    seat.onRecord(record(6, 2));
    expect(offsets).toEqual([5, 6]);
  });

  it('hears of losses as far as they concern it', () => {
    const { seat, lost } = sit([5]);
    seat.onLost(lostOf(1, 5));
    seat.onLost(lostOf(3, 9));
    expect(lost).toEqual([lostOf(5, 9)]);
  });

  it('hears all of a log that was made anew', () => {
    const { seat, offsets, lost, record } = sit([5]);
    seat.onAnew(lostOf(0, 2));
    seat.onRecord(record(2));
    expect([offsets, lost, seat.positions([3])]).toEqual([[2], [lostOf(0, 2)], [3]]);
  });
});

describe('reading a partition', () => {
  it('hangs when it is behind for four seconds without moving, and only then', () => {
    const reading = createReading(0);
    reading.onEnd(10, 5, 1_000);
    expect([reading.isProven(4_000), reading.isProven(4_001)]).toEqual([true, false]);
    reading.onProgress(5_000);
    expect(reading.isProven(9_000)).toBe(true);
    reading.onEnd(10, 10, 20_000);
    expect([reading.isProven(24_000), reading.isProven(24_001)]).toEqual([true, false]);
  });
});
