import { invalidOperation } from '../answer.ts';
import type { DocumentFault } from '../compiler/contract.ts';
import type { Known, Stage } from '../request.ts';

/** Far more than any input of a schema nests, far less than what overflows a stack on the way to a subgraph. */
const maxDepth = 64;

/** Refuses variables nested without end, with `INVALID_INPUT`, and lists longer than that, with `LIST_TOO_LONG`. */
export function createLimitVariables(maxListItems: number): Stage<Known> {
  const tooDeep = { code: 'INVALID_INPUT', message: 'the variables are nested too deep' };
  const tooLong = { code: 'LIST_TOO_LONG', message: `a list in the variables has more than ${maxListItems} items` };
  const faultOf = (value: unknown, levels: number): DocumentFault | undefined => {
    if (typeof value !== 'object' || value === null) return undefined;
    if (levels === 0) return tooDeep;
    if (Array.isArray(value) && value.length > maxListItems) return tooLong;
    const inner: unknown[] = Array.isArray(value) ? value : Object.values(value);
    for (const each of inner) {
      const fault = faultOf(each, levels - 1);
      if (fault) return fault;
    }
    return undefined;
  };
  return (next) => (request) => {
    const { variables } = request.params;
    const fault = variables === undefined ? undefined : faultOf(variables, maxDepth);
    return fault ? invalidOperation(request, [fault]) : next(request);
  };
}
