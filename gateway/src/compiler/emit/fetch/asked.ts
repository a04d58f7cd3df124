import type { Emitting } from './emitting.ts';
import type { Given } from './selection.ts';
import type { ShapeField } from './shape.ts';

/**
 * Writes when objects of some types have a field at a place of the store, over the variables, `v`; undefined when they
 * have it whenever the conditions in `given` hold. A value that is missing was not asked for then, or failed to come.
 */
export function emitAsked(
  { typeNames }: Emitting,
  field: ShapeField | undefined,
  types: ReadonlySet<string> | undefined,
  given: readonly string[],
): string | undefined {
  const fitting = (field?.asked ?? []).filter(
    ({ on }) => !types || [...types].some((type) => on.every((name) => typeNames(name).has(type))),
  );
  const ways = fitting.map(({ conditions }) =>
    conditions.filter((condition) => !given.includes(condition)).join(' && '),
  );
  return ways.length === 0 || ways.includes('') ? undefined : [...new Set(ways)].join(' || ');
}

/** Writes when a fetch asks for anything at all, over the variables, `v`; undefined when always. */
export function emitAnyAsked(given: Given): string | undefined {
  const ways = [...given.values()].flatMap(({ asked }) => asked.map(({ conditions }) => conditions.join(' && ')));
  return ways.includes('') ? undefined : [...new Set(ways)].join(' || ');
}
