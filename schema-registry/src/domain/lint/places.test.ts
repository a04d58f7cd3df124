import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { getLocation, Source } from 'graphql';
import { placesOf } from './places.ts';

const texts = fc.string({
  unit: fc.constantFrom('a', ' ', '\n', '\r', '\r\n', 'é', '€', '🐙', '👩‍👩‍👧', '\u2028', '\uFEFF'),
  maxLength: 60,
});

it('counts lines as graphql-js does, and bytes of UTF-8 on the boundaries of characters', () => {
  fc.assert(
    fc.property(texts, fc.array(fc.nat(200), { maxLength: 20 }), (text, wanted) => {
      const offsets = wanted.filter((offset) => offset <= text.length);
      const bytes = Buffer.from(text);
      for (const [offset, place] of placesOf(text, offsets)) {
        const before = bytes.subarray(0, place.byteOffset).toString();
        // Within a character, the place is that of the character.
        expect([offset, offset - 1]).toContain(before.length);
        expect(text.startsWith(before)).toBe(true);
        // Between the halves of an end of line, where nothing begins, graphql-js counts columns from 0.
        if (before.endsWith('\r') && text[before.length] === '\n') continue;
        const { line, column } = getLocation(new Source(text || ' '), before.length);
        expect(place).toMatchObject({ line, column });
      }
    }),
    { numRuns: 500 },
  );
});

it('has a place for every offset', () => {
  expect([...placesOf('a\nb', [3, 0, 2, 2]).keys()].sort()).toEqual([0, 2, 3]);
});
