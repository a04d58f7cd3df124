import { Refusal } from '@fiscal/kit';
import { Kind, type SelectionNode, type SelectionSetNode } from 'graphql';
import { invalidOperation } from '../answer.ts';
import type { Operation } from '../operation.ts';
import type { Parsed, Stage } from '../request.ts';

/** Far more than any input of a schema nests, far less than what overflows a stack on the way to a subgraph. */
const maxVariablesDepth = 64;
/** Limits count requests, and aliases would put hundreds of sign-ins into one. */
const maxMutations = 10;

/**
 * Refuses operations that are nested deeper than `maxDepth` fields, mutations of more than 10 things, variables nested
 * without end, and kinds of operation that the transport cannot carry. Introspection does not count: GraphQL's own
 * validation bounds it.
 * Errors: Refusal `METHOD_NOT_ALLOWED` or `NOT_ACCEPTABLE`; an answer with `QUERY_TOO_DEEP`, `TOO_MANY_FIELDS` or
 * `INVALID_INPUT`.
 */
export function createLimitDepth(maxDepth: number): Stage<Parsed> {
  return async (request, next) => {
    const { operation, carries } = request;
    const type = operation.node.operation;
    if (!carries.includes(type)) throw unfitTransport(type);
    if (depthOf(operation) > maxDepth) {
      return invalidOperation('QUERY_TOO_DEEP', [
        { message: `the operation is nested deeper than ${maxDepth} fields` },
      ]);
    }
    if (type === 'mutation' && rootFieldsOf(operation) > maxMutations) {
      return invalidOperation('TOO_MANY_FIELDS', [{ message: `a request may change ${maxMutations} things at most` }]);
    }
    if (nestsDeeper(request.params.variables, maxVariablesDepth)) {
      return invalidOperation('INVALID_INPUT', [{ message: 'the variables are nested too deep' }]);
    }
    return next(request);
  };
}

/** How many fields an operation has at its root, fragments included. Each of those is counted once. */
function rootFieldsOf({ node, fragments }: Operation): number {
  const counted = new Map<string, number>();
  const countIn = ({ selections }: SelectionSetNode): number =>
    selections.map(fieldsOf).reduce((sum, fields) => sum + fields, 0);
  const fieldsOf = (selection: SelectionNode): number => {
    if (selection.kind === Kind.FIELD) return 1;
    if (selection.kind === Kind.INLINE_FRAGMENT) return countIn(selection.selectionSet);
    const name = selection.name.value;
    const fragment = fragments[name];
    const fields = counted.get(name) ?? (fragment ? countIn(fragment.selectionSet) : 0);
    counted.set(name, fields);
    return fields;
  };
  return countIn(node.selectionSet);
}

/** Whether a JSON value lies deeper in itself than that. Looks level by level: recursion is what has to be prevented. */
function nestsDeeper(value: unknown, maxLevels: number): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > maxLevels) return true;
    level = level.flatMap((each) => (typeof each === 'object' && each !== null ? Object.values(each) : []));
  }
  return false;
}

function unfitTransport(type: string): Refusal {
  if (type === 'subscription') {
    return new Refusal(
      'invalid',
      'NOT_ACCEPTABLE',
      'a subscription needs a WebSocket (graphql-transport-ws) or Accept: text/event-stream',
    );
  }
  return new Refusal('invalid', 'METHOD_NOT_ALLOWED', 'a mutation must be sent with POST');
}

/** How many fields lie within each other at most. Each fragment is measured once, so the cost grows with the text only. */
export function depthOf({ node, fragments }: Pick<Operation, 'node' | 'fragments'>): number {
  const measured = new Map<string, number>();
  const depthOfFragment = (name: string): number => {
    const known = measured.get(name);
    if (known !== undefined) return known;
    const fragment = fragments[name];
    const depth = fragment ? measure(fragment.selectionSet) : 0;
    measured.set(name, depth);
    return depth;
  };
  const measure = (set: SelectionSetNode): number =>
    Math.max(
      0,
      ...set.selections.map((selection) => {
        if (selection.kind === Kind.FRAGMENT_SPREAD) return depthOfFragment(selection.name.value);
        if (selection.kind === Kind.INLINE_FRAGMENT) return measure(selection.selectionSet);
        if (selection.name.value.startsWith('__')) return 0;
        return 1 + (selection.selectionSet ? measure(selection.selectionSet) : 0);
      }),
    );
  return measure(node.selectionSet);
}
