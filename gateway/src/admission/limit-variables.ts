import { invalidOperation } from '../answer.ts';
import type { Known, Stage } from '../request.ts';

/** Far more than any input of a schema nests, far less than what overflows a stack on the way to a subgraph. */
const maxDepth = 64;

/** Refuses variables nested without end, with `INVALID_INPUT`. */
export function createLimitVariables(): Stage<Known> {
  return (next) => (request) => {
    const { variables } = request.params;
    if (variables === undefined || !nestsDeeper(variables, maxDepth)) return next(request);
    return invalidOperation(request, [{ code: 'INVALID_INPUT', message: 'the variables are nested too deep' }]);
  };
}

/** Whether a JSON value has more levels than that. */
function nestsDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  const inner: unknown[] = Array.isArray(value) ? value : Object.values(value);
  return inner.some((each) => nestsDeeper(each, levels - 1));
}
