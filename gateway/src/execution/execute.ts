import { type GraphQLError, getVariableValues } from 'graphql';
import { invalidOperation } from '../answer.ts';
import type { Subscribe } from '../live/subscribe.ts';
import type { Handle, Parsed } from '../request.ts';

const maxErrors = 20;

/** Plans and runs the operation: a query or a mutation to its result, a subscription to a stream of them. */
export function createExecute(subscribe: Subscribe): Handle<Parsed> {
  return async (request) => {
    const faults = variableFaults(request);
    if (faults.length > 0) return invalidOperation('INVALID_INPUT', faults);
    const { operation: type, name } = request.operation.node;
    const result = await (type === 'subscription' ? subscribe(request) : runOnce(request));
    return { kind: 'answered', status: 200, headers: {}, result, operation: { type, name: name?.value } };
  };
}

function runOnce({ graph, operation, params, caller, subgraphCalls, signal }: Parsed) {
  const call = { identity: caller.identity, subgraphCalls, signal: signal.toSignal() };
  return graph.executor(graph.planner(operation), operation, params.variables, call);
}

function variableFaults({ graph, operation, params }: Parsed): readonly GraphQLError[] {
  const definitions = operation.node.variableDefinitions ?? [];
  return getVariableValues(graph.schema, definitions, params.variables ?? {}, { maxErrors }).errors ?? [];
}
