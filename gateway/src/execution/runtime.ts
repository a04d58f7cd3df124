import type { Call, SubgraphAnswer, SubgraphClient, SubgraphRequest } from '../traffic/subgraph-client.ts';

/** What generated code may call: `rt` in its text. It knows nothing else of the process it runs in. */
export type Runtime = {
  /** Asks a subgraph by name. Errors: as `SubgraphClient.send`. */
  send(subgraph: string, request: SubgraphRequest, call: Call): Promise<SubgraphAnswer>;
};

/**
 * Makes what generated code runs on. `parts` are the functions it needs besides (`fetchRuntime`, `writeRuntime`,
 * `coerceRuntime`); none of them keeps anything between two runs.
 */
export function createRuntime<Part extends object>(
  clients: ReadonlyMap<string, Pick<SubgraphClient, 'send'>>,
  parts: Part,
): Runtime & Part {
  return {
    ...parts,
    send(subgraph, request, call) {
      if (call.root && request.type === 'subscription') return call.root(subgraph, request, call);
      const client = clients.get(subgraph);
      if (client) return client.send(request, call);
      return Promise.reject(new Error('a plan asks a subgraph that the graph does not have'));
    },
  };
}
