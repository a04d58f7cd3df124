import { type Arbitrary, type GeneratorValue, nat, noBias } from 'fast-check';

/** Where random cases come from: all of them from one seed. */
export type Draw = {
  /** A whole number from 0 up to, not including, `end`. */
  below(end: number): number;
  /** True in so many of a hundred cases. */
  chance(percent: number): boolean;
  /** One of the items, of which there must be some. */
  pick<T>(items: readonly T[]): T;
  /** So many of the items at least (all when there are fewer), in their order. */
  some<T>(items: readonly T[], atLeast: number): readonly T[];
};

const naturals = new Map<number, Arbitrary<number>>();

/** Draws from what fast-check generates. */
export function createDraw(generate: GeneratorValue): Draw {
  const below = (end: number) => generate(natural, end);
  const chance = (percent: number) => below(100) < percent;
  return {
    below,
    chance,
    pick(items) {
      const item = items[below(items.length)];
      if (item === undefined) throw new Error('nothing to pick from');
      return item;
    },
    some(items, atLeast) {
      const left = [...items];
      const count = Math.min(items.length, atLeast + below(Math.max(1, items.length - atLeast + 1)));
      while (left.length > count) left.splice(below(left.length), 1);
      return left;
    },
  };
}

/** Without fast-check's bias towards small numbers: choices are not quantities. */
function natural(end: number): Arbitrary<number> {
  const known = naturals.get(end);
  if (known) return known;
  const made = noBias(nat(end - 1));
  naturals.set(end, made);
  return made;
}
