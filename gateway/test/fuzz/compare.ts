import type { Answer } from './case.ts';
import { stable } from './world.ts';

type Path = readonly (string | number)[];

/**
 * Says in what an answer differs from the oracle's; undefined when it does not. The data must be equal, the order of
 * names included. Errors are compared by the nulls they explain (README.md says why no closer).
 */
export function difference(expected: Answer, actual: Answer): string | undefined {
  if (stable(expected.data) !== stable(actual.data)) {
    return `data: expected ${JSON.stringify(expected.data)}\n      but got ${JSON.stringify(actual.data)}\n${errorLines(expected, actual)}`;
  }
  if (JSON.stringify(expected.data) !== JSON.stringify(actual.data)) {
    return `order: expected ${JSON.stringify(expected.data)}\n       but got ${JSON.stringify(actual.data)}`;
  }
  const wanted = explainedNulls(expected);
  const got = explainedNulls(actual);
  const isBounded = actual.errors.at(-1)?.extensions?.furtherErrors !== undefined;
  if (wanted !== got && !isBounded)
    return `errors: expected at ${wanted}\n        but got at ${got}\n${errorLines(expected, actual)}`;
  if (actual.extensions?.valueCompletion) return 'an extension tells what errors should';
  return undefined;
}

function errorLines(expected: Answer, actual: Answer): string {
  return `expected errors ${JSON.stringify(expected.errors)}\nbut got errors ${JSON.stringify(actual.errors)}`;
}

/** The places of the nulls that errors explain, sorted and once each. */
function explainedNulls({ data, errors }: Answer): string {
  const places = errors.map(
    ({ path, message }) => nullAt(data, path ?? []) ?? `nowhere (${JSON.stringify(path)} ${message})`,
  );
  return [...new Set(places)].sort().join(' ');
}

/** The first null on the way of a path; undefined when there is none. */
function nullAt(data: unknown, path: Path): string | undefined {
  let at = data;
  for (let depth = 0; depth <= path.length; depth++) {
    if (at === null) return JSON.stringify(path.slice(0, depth));
    const name = path[depth];
    if (name === undefined || typeof at !== 'object' || !Object.hasOwn(at as object, name)) return undefined;
    at = (at as Record<string | number, unknown>)[name];
  }
  return undefined;
}
