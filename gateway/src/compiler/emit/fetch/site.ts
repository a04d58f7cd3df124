import { literal } from '../literal.ts';
import type { Emitting } from './emitting.ts';
import type { Part } from './read-plan.ts';

/** Declares where a fetch has its place and what it should give there: it is only looked at when something fails. */
export function declareSite({ source }: Emitting, { path, given }: Part): string {
  const steps = path.flatMap((step) => (step.kind === 'types' ? [] : [step.kind === 'list' ? '@' : step.name]));
  const fields = [...given.keys()].filter((name) => name !== '__typename');
  return source.declare('Site', (name) => `const ${name} = { path: ${literal(steps)}, fields: ${literal(fields)} };`);
}
