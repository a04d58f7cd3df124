import { log } from '@fiscal/kit';
import { metrics } from '@opentelemetry/api';
import type { Correlated, Stage } from '../request.ts';

const duration = metrics.getMeter('@fiscal/gateway').createHistogram('gateway.request.duration', { unit: 'ms' });

/**
 * Writes the request's one line at the door. With `exposeSubgraphCalls` the answer also says, in the header
 * `x-fiscal-subgraph-calls`, how many requests to subgraphs it took, for tests that hold the house to a constant number.
 */
export function createRecord(exposeSubgraphCalls: boolean, now: () => number): Stage<Correlated> {
  return async (request, next) => {
    const begunAt = now();
    const answer = await next(request);
    const durationMs = now() - begunAt;
    const { transport } = request;
    const subgraphCalls = request.subgraphCalls.count();
    const { status, operation } = answer;
    duration.record(durationMs, { transport, status, type: operation?.type ?? 'none' });
    log.info({ transport, status, operation, durationMs, subgraphCalls }, 'request');
    if (!exposeSubgraphCalls) return answer;
    return { ...answer, headers: { ...answer.headers, 'x-fiscal-subgraph-calls': String(subgraphCalls) } };
  };
}
