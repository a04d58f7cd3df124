import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { furthest, isBehind, placedAt, reaches } from './positions.ts';

const positions = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.array(fc.nat(50), { maxLength: 4 }), {
  noNullPrototype: true,
});
const place = fc.record({ topic: fc.constantFrom('a', 'b'), partition: fc.nat(5), offset: fc.nat(50) });

describe('the furthest of two positions', () => {
  it('reaches both, and nothing that reaches both lies before it', () => {
    fc.assert(
      fc.property(positions, positions, positions, (first, second, third) => {
        const both = furthest(first, second);
        expect(reaches(both, first) && reaches(both, second)).toBe(true);
        if (reaches(third, first) && reaches(third, second)) expect(reaches(third, both)).toBe(true);
      }),
    );
  });

  it('is the same the other way round, and with itself', () => {
    fc.assert(
      fc.property(positions, positions, (first, second) => {
        const [one, other] = [furthest(first, second), furthest(second, first)];
        expect(reaches(one, other) && reaches(other, one)).toBe(true);
        expect(furthest(first, first)).toEqual(first);
      }),
    );
  });
});

describe('a position placed at a record', () => {
  it('has what lies before it behind it, not the record itself, and the rest as it was', () => {
    fc.assert(
      fc.property(positions, place, place, (at, record, other) => {
        const placed = placedAt(at, record);
        expect(isBehind(placed, record)).toBe(false);
        if (record.offset > 0) expect(isBehind(placed, { ...record, offset: record.offset - 1 })).toBe(true);
        if (other.topic !== record.topic || other.partition !== record.partition)
          expect(isBehind(placed, other)).toBe(isBehind(at, other));
      }),
    );
  });

  it('leaves what it was made of as it was', () => {
    const at = { a: [1, 2] };
    placedAt(at, { topic: 'a', partition: 3, offset: 7 });
    expect(at).toEqual({ a: [1, 2] });
  });
});
