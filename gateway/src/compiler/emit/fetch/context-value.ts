import type { FetchDataKeyRenamer } from '@apollo/query-planner';
import { property } from '../literal.ts';
import type { Emitting } from './emitting.ts';
import type { Part } from './read-plan.ts';
import { emitTypeTest } from './type-test.ts';

/** A variable of a fetch whose value comes from an object around the one that the fetch is for. */
export type ContextValue = {
  readonly name: string;
  /** How many fields up. */
  readonly up: number;
  /** The ways from there: fields and type conditions (`... on User`). The first that leads to a value holds. */
  readonly paths: readonly (readonly string[])[];
};

const parent = '..';
const fragment = '... on ';

/** Reads the planner's rewrites of contexts. */
export function contextValuesOf({ fetch: { contextRewrites = [] } }: Part): readonly ContextValue[] {
  return [...Map.groupBy(contextRewrites, keyOf).values()].flatMap((same) => {
    const [first] = same;
    if (!first) return [];
    const up = upOf(first);
    return [{ name: first.renameKeyTo, up, paths: same.map(({ path }) => path.slice(up)) }];
  });
}

/**
 * Declares a function that gives the JSON text of a value of a context by the object that has it; undefined when there
 * is none, since something failed before.
 */
export function declareContextValue(emitting: Emitting, { paths }: ContextValue): string {
  return emitting.source.declare('Context', (name) =>
    [
      `function ${name}(o) {`,
      'let x;',
      ...paths.map((path) => readPath(emitting, path)),
      'return undefined;',
      '}',
    ].join('\n'),
  );
}

function readPath(emitting: Emitting, path: readonly string[]): string {
  const steps = path.map((step) => {
    if (!step.startsWith(fragment))
      return `if (x !== null) { x = ${property('x', step)}; if (x === undefined) break way; }`;
    const names = emitting.typeNames(step.slice(fragment.length));
    const test = `x.__typename === undefined || ${emitTypeTest(emitting.source, 'x.__typename', names)}`;
    return `if (x !== null && !(${test})) break way;`;
  });
  // Only what is an object has fields to be read.
  return ['way: {', 'x = o;', 'if (x === undefined) break way;', ...steps, 'return fetchText(x);', '}'].join('\n');
}

function keyOf(rewrite: FetchDataKeyRenamer): string {
  return `${upOf(rewrite)} ${rewrite.renameKeyTo}`;
}

function upOf({ path }: FetchDataKeyRenamer): number {
  return path.findIndex((step) => step !== parent);
}
