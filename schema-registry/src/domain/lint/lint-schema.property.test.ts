import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { schemaPairs } from '../../../test/random-schemas.ts';
import type { LintFinding } from './lint-finding.ts';
import { lintSchema } from './lint-schema.ts';

const scribbles = fc.string({ unit: fc.constantFrom('a', ' ', 'é', '€', '🐙', '👩‍👩‍👧', '\n'), maxLength: 12 });
const runs = { numRuns: 100 };

it('points at names, whatever stands around them', () => {
  fc.assert(
    fc.property(schemaPairs, fc.array(scribbles, { minLength: 1, maxLength: 9 }), ({ from }, notes) => {
      const noted = (line: string, n: number) => `${line} # ${notes[n % notes.length]?.replaceAll('\n', '')}`;
      const sdl = `"""${notes[0]}"""\n${from.split('\n').map(noted).join('\n')}`;
      const bytes = Buffer.from(sdl);
      for (const { coordinate, start, end, rule } of lintSchema({ sdl, baseSdl: null })) {
        const text = bytes.subarray(start.byteOffset, end.byteOffset).toString();
        expect([rule, text]).toEqual([rule, coordinate.match(/\w+/g)?.at(-1)]);
        const line = sdl.split('\n')[start.line - 1] ?? '';
        expect(line.slice(start.column - 1, start.column - 1 + text.length)).toBe(text);
      }
    }),
    runs,
  );
});

it('tells nothing of a schema that stays, and of a changed one nothing that it would not tell of it alone', () => {
  const keyOf = ({ rule, coordinate, start }: LintFinding) => `${rule} ${coordinate} ${start.byteOffset}`;
  fc.assert(
    fc.property(schemaPairs, ({ from, to }) => {
      expect(lintSchema({ sdl: from, baseSdl: from })).toEqual([]);
      const all = new Set(lintSchema({ sdl: to, baseSdl: null }).map(keyOf));
      expect(
        lintSchema({ sdl: to, baseSdl: from })
          .map(keyOf)
          .filter((key) => !all.has(key)),
      ).toEqual([]);
    }),
    runs,
  );
});
