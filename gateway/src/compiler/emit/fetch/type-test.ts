import { literal } from '../literal.ts';
import type { Source } from './source.ts';

/** From so many names on, a set is asked. */
const fewNames = 8;

/** Writes the test of whether an expression without effects is one of the names. */
export function emitTypeTest(source: Source, expression: string, names: ReadonlySet<string>): string {
  const all = [...names].map((name) => literal(name));
  if (all.length <= fewNames) return all.map((name) => `${expression} === ${name}`).join(' || ') || 'false';
  const set = source.declare('Types', (name) => `const ${name} = new Set([${all.join(', ')}]);`);
  return `${set}.has(${expression})`;
}
