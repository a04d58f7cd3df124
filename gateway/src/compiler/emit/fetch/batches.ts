import { print } from 'graphql';
import type { Emitting } from './emitting.ts';
import type { Entry } from './entities.ts';
import type { Part, Step } from './read-plan.ts';
import type { Given } from './selection.ts';
import { shapeAt } from './shape.ts';

/** Fetches of one subgraph that begin together and go in one request. */
export type Batch = { readonly parts: readonly Part[]; readonly entries: readonly [Entry, ...Entry[]] };

/** Each way of leaving some out is an operation of its own. */
const maxEntries = 6;

/** Finds what can go together of steps that run side by side: what each of them begins with. */
export function batchesOf(emitting: Emitting, steps: readonly Step[]): readonly Batch[] {
  const bySubgraph = new Map<string, Part[]>();
  for (const part of steps.flatMap(firstOf)) {
    const { serviceName } = part.fetch;
    bySubgraph.set(serviceName, [...(bySubgraph.get(serviceName) ?? []), part]);
  }
  return [...bySubgraph.values()].flatMap((parts) => (parts.length > 1 ? inBatches(entriesOf(emitting, parts)) : []));
}

function firstOf(step: Step): readonly Part[] {
  if (step.kind === 'sequence') return step.steps[0]?.kind === 'fetch' ? firstOf(step.steps[0]) : [];
  if (step.kind !== 'fetch') return [];
  const { operation, fetch } = step.part;
  // Representations with a context of their own go by themselves.
  return operation.isEntities && !fetch.contextRewrites ? [step.part] : [];
}

function inBatches([first, ...rest]: readonly Entry[]): readonly Batch[] {
  if (!first) return [];
  const entries: [Entry, ...Entry[]] = [first, ...rest.slice(0, maxEntries - 1)];
  const batch = { parts: entries.flat(), entries };
  return [...(batch.parts.length > 1 ? [batch] : []), ...inBatches(rest.slice(maxEntries - 1))];
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
