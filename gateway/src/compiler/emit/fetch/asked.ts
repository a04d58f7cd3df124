import type { Given } from './selection.ts';

/** Writes when a fetch asks for anything at all, over the variables, `v`; undefined when always. */
export function emitAnyAsked(given: Given): string | undefined {
  const ways = [...given.values()].flatMap(({ asked }) => asked.map(({ conditions }) => conditions.join(' && ')));
  return ways.includes('') ? undefined : [...new Set(ways)].join(' || ');
}
