import { Refusal } from '@fiscal/kit';
import { runOperation } from '../../execution/run-operation.ts';
import type { Result } from '../../operation.ts';
import type { Ready } from '../../request.ts';
import type { Call, SubgraphRequest } from '../../traffic/subgraph-client.ts';

/** What a subscription asks of the subgraph that its root field is of, and on whose behalf. */
export type Root = { readonly subgraph: string; readonly asked: SubgraphRequest; readonly call: Call };

/**
 * Finds out what a subscription asks for its root: its plan is begun, and ended where it would ask. A result: it asks for
 * nothing.
 */
export async function findRoot(request: Ready): Promise<Root | Result> {
  let found: Root | undefined;
  const result = await runOperation(request, undefined, request.deadlineAt, (subgraph, asked, call) => {
    found = { subgraph, asked, call };
    // Whatever the plan makes of this is thrown away.
    return Promise.reject(new Refusal('unavailable', 'CLIENT_GONE', 'nobody waits for the answer'));
  });
  return found ?? result;
}
