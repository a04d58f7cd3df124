import { print } from 'graphql';
import type { Emitting } from './emitting.ts';
import type { Entry } from './entities.ts';
import type { Part } from './read-plan.ts';
import type { Given } from './selection.ts';
import { shapeAt } from './shape.ts';

/** Fetches of one subgraph that go in one request. */
export type Batch = readonly [Entry, ...Entry[]];

/** Each way of leaving some out is an operation of its own. */
const maxEntries = 6;

/** Puts together what can go together of fetches that begin at the same time. */
export function batchesOf(emitting: Emitting, parts: readonly Part[]): readonly Batch[] {
  const bySubgraph = Map.groupBy(parts, ({ fetch }) => fetch.serviceName);
  return [...bySubgraph.values()].flatMap((same) => inBatches(entriesOf(emitting, same)));
}

function inBatches([first, ...rest]: readonly Entry[]): readonly Batch[] {
  if (!first) return [];
  return [[first, ...rest.slice(0, maxEntries - 1)], ...inBatches(rest.slice(maxEntries - 1))];
}

function entriesOf(emitting: Emitting, parts: readonly Part[]): readonly Entry[] {
  const alike = new Map<string, [Part, ...Part[]]>();
  for (const [at, part] of parts.entries()) {
    const key = canShare(emitting, part) ? keyOf(part) : String(at);
    const entry = alike.get(key);
    if (entry) entry.push(part);
    else alike.set(key, [part]);
  }
  return [...alike.values()];
}

function keyOf({ fetch: { requires, inputRewrites, outputRewrites }, operation }: Part): string {
  const asked = [print(operation.selectionSet), ...operation.definitions.map((definition) => print(definition))];
  return JSON.stringify([asked, requires, inputRewrites, outputRewrites]);
}

/**
 * Whether the objects that a part gives may be the same ones at several paths: not when another fetch adds to them, which
 * may do so at one of these paths only.
 */
function canShare({ shape, copies }: Emitting, { path, given }: Part): boolean {
  return !copies && isUntouched(shapeAt(shape, path), given);
}

function isUntouched(shape: ReturnType<typeof shapeAt>, given: Given): boolean {
  return [...given.values()].every(({ name, fields }) => {
    if (!fields) return true;
    const below = shape.get(name)?.below ?? new Map();
    const isSame = [...below.keys()].every((inner) => fields.has(inner));
    return isSame && (shape.get(name)?.givers ?? 0) < 2 && isUntouched(below, fields);
  });
}
