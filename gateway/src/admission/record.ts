import { log } from '@fiscal/kit';
import { metrics } from '@opentelemetry/api';
import type { Answer, Correlated, Stage } from '../request.ts';

const duration = metrics.getMeter('@fiscal/gateway').createHistogram('gateway.request.duration', { unit: 'ms' });

/**
 * Writes the request's one line at the door. With `exposeSubgraphCalls` the answer also says, in the header
 * `x-fiscal-subgraph-calls`, how many requests to subgraphs it took, for tests that hold the house to a constant number.
 */
export function createRecord(exposeSubgraphCalls: boolean, now: () => number): Stage<Correlated> {
  return (next) => async (request) => {
    const begunAt = now();
    const answer = await next(request);
    note(request, answer, now() - begunAt);
    if (exposeSubgraphCalls) {
      request.answerHeaders['x-fiscal-subgraph-calls'] = String(request.subgraphCalls.count());
    }
    return answer;
  };
}

function note({ transport, subgraphCalls }: Correlated, { status, operation }: Answer, durationMs: number): void {
  duration.record(durationMs, { transport, status, type: operation?.type ?? 'none' });
  const shown = operation && { type: operation.type, name: operation.name };
  log.info({ transport, status, operation: shown, durationMs, subgraphCalls: subgraphCalls.count() }, 'request');
}
