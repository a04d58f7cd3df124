import type { LintPlace } from './lint-finding.ts';

/**
 * The places of offsets in a text, counted in UTF-16 code units. One that would split a character is that of the
 * character. Goes through the text once, however many offsets there are.
 */
export function placesOf(text: string, offsets: Iterable<number>): ReadonlyMap<number, LintPlace> {
  const places = new Map<number, LintPlace>();
  let at = { line: 1, column: 1, byteOffset: 0, offset: 0 };
  for (const offset of new Set([...offsets].sort((a, b) => a - b))) {
    at = advance(text, at, atCharacter(text, offset));
    places.set(offset, { line: at.line, column: at.column, byteOffset: at.byteOffset });
  }
  return places;
}

type Cursor = LintPlace & { readonly offset: number };

/** Lines end as GraphQL's do: after LF, CR or both. */
function advance(text: string, { line, column, byteOffset, offset }: Cursor, to: number): Cursor {
  const part = text.slice(offset, to);
  // A CR at the end may be half of an end of line, whose other half comes with the next part.
  const ends = [...part.matchAll(/\r\n|\n|\r/g)].filter(
    ({ index, 0: end }) => !splitsEnd(text, offset + index, end, to),
  );
  const last = ends.at(-1);
  return {
    line: line + ends.length,
    column: last ? part.length - last.index - last[0].length + 1 : column + part.length,
    byteOffset: byteOffset + Buffer.byteLength(part),
    offset: to,
  };
}

function splitsEnd(text: string, index: number, end: string, to: number): boolean {
  return end === '\r' && index + 1 === to && text[to] === '\n';
}

function atCharacter(text: string, offset: number): number {
  const within = Math.min(Math.max(offset, 0), text.length);
  const isSplit = /[\uDC00-\uDFFF]/.test(text[within] ?? '') && /[\uD800-\uDBFF]/.test(text[within - 1] ?? '');
  return isSplit ? within - 1 : within;
}
