import { describe, expect, it } from '@jest/globals';
import { readMonolith } from './read-monolith.ts';

describe('a monolith', () => {
  it('is counted by what it changes', () => {
    const previous = 'type Query { a: Int b: Int c: Int }\nenum Old { A }\nenum E { A }';
    const sdl = 'type Query { a: Int! b: Int d(x: Int): New }\ntype New { id: ID }\nenum E { A B }';
    expect(readMonolith({ sdl, previous })).toMatchObject({
      changes: {
        type: { additions: 1, removals: 1, edits: 1 },
        field: { additions: 2, removals: 1, edits: 1 },
      },
    });
  });

  it('may have directives that only others know', () => {
    expect(readMonolith({ sdl: 'type Query { a: Int @cost(n: 1) }', previous: null })).toEqual({
      supergraphSdl: null,
      apiSdl: 'type Query {\n  a: Int\n}',
      changes: null,
    });
  });

  it.each([
    ['does not parse', 'type Query {', { line: 1, column: 13 }],
    ['names a type that is not there', 'type Query { a: Nothing }', { line: 1, column: 17 }],
    ['has no query', 'scalar A', undefined],
  ])('is refused when it %s', (_, sdl, place) => {
    expect(readMonolith({ sdl, previous: null })).toMatchObject({
      errors: [{ code: 'INVALID_GRAPHQL', locations: place ? [place] : [] }],
    });
  });
});
