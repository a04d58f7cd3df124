import type { Refusal } from '@fiscal/kit';
import type { Call, SubgraphAnswer, SubgraphRequest } from './subgraph-client.ts';

/** One who waits for an answer; several may wait for the same. */
export type Waiter = {
  readonly request: SubgraphRequest;
  readonly call: Call;
  /** In epoch milliseconds: the call's, or sooner when the subgraph is allowed less. */
  readonly deadlineAt: number;
  readonly resolve: (answer: SubgraphAnswer) => void;
  readonly reject: (refusal: Refusal) => void;
};

/** Whether nobody wants the answer any more. A write goes on: its client must not be left to guess what became of it. */
export function isGone({ request, call }: Waiter): boolean {
  return request.type === 'query' && call.signal !== undefined && call.signal.aborted;
}
