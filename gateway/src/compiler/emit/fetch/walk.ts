import { property } from '../literal.ts';
import type { Emitting } from './emitting.ts';
import type { PathStep } from './read-path.ts';
import { emitTypeTest } from './type-test.ts';

/**
 * Writes loops that come to every object at a path of the store, and there do what `visit` writes for the names of the
 * object and of its ancestors by fields. Nulls and what is of another kind than the path says are passed by.
 */
export function emitWalk(
  { source, typeNames }: Emitting,
  path: readonly PathStep[],
  visit: (ancestors: readonly string[]) => string,
): string {
  let count = 0;
  const walk = (at: number, ancestors: readonly string[]): string => {
    const here = ancestors.at(-1) ?? '';
    const step = path[at];
    if (!step) return visit(ancestors);
    if (step.kind === 'types') {
      const names = new Set(step.conditions.flatMap((condition) => [...typeNames(condition)]));
      return `if (${emitTypeTest(source, `${here}.__typename`, names)}) {\n${walk(at + 1, ancestors)}\n}`;
    }
    const next = `o${++count}`;
    const above = step.kind === 'list' ? ancestors.slice(0, -1) : ancestors;
    const below = enter(next, path[at + 1], walk(at + 1, [...above, next]));
    if (step.kind === 'field') return `const ${next} = ${property(here, step.name)};\n${below}`;
    const index = `i${count}`;
    return `for (let ${index} = 0; ${index} < ${here}.length; ${index}++) {\nconst ${next} = ${here}[${index}];\n${below}\n}`;
  };
  return `const o0 = run.store;\n${enter('o0', path[0], walk(0, ['o0']))}`;
}

function enter(name: string, next: PathStep | undefined, body: string): string {
  const test = next?.kind === 'list' ? `Array.isArray(${name})` : `typeof ${name} === 'object' && ${name} !== null`;
  return `if (${test}) {\n${body}\n}`;
}
