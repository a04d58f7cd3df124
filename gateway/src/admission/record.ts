import { log } from '@fiscal/kit';
import type { Answer, Correlated, Stage } from '../request.ts';
import { codeOf, createRequestMetrics, outcomeOf } from '../telemetry/request-metrics.ts';
import type { NoteUsage } from '../telemetry/usage/usage-reporter.ts';

/** A request that takes longer is written down as one that fails is. */
const slowMs = 1_000;

export type RecordOptions = {
  /** Tells in `x-fiscal-subgraph-calls` how many requests to subgraphs an answer took. */
  readonly exposeSubgraphCalls: boolean;
  /** Tells in `server-timing` where the time went. */
  readonly serverTiming: boolean;
};

/** Counts the request, and writes its one line: of all at level `debug`, at `info` of those that fail or are slow. */
export function createRecord(
  { exposeSubgraphCalls, serverTiming }: RecordOptions,
  now: () => number,
  noteUsage: NoteUsage | undefined,
): Stage<Correlated> {
  const count = createRequestMetrics();
  return (next) => async (request) => {
    const begunAt = now();
    const answer = await next(request);
    const durationMs = now() - begunAt;
    count(request, answer, durationMs);
    noteUsage?.(request, answer, durationMs);
    write(request, answer, durationMs);
    const { answerHeaders, subgraphCalls, preparedAt } = request;
    if (exposeSubgraphCalls) answerHeaders['x-fiscal-subgraph-calls'] = String(subgraphCalls.count());
    if (serverTiming) answerHeaders['server-timing'] = timingOf(begunAt, preparedAt, begunAt + durationMs);
    return answer;
  };
}

function write(request: Correlated, answer: Answer, durationMs: number): void {
  const outcome = outcomeOf(answer);
  const level = outcome === 'ok' && durationMs < slowMs ? 'debug' : 'info';
  if (!log.isLevelEnabled(level)) return;
  const { transport, correlationId, subgraphCalls } = request;
  const { status, operation } = answer;
  const shown = operation && { type: operation.type, name: operation.name };
  const code = codeOf(answer) || undefined;
  const calls = subgraphCalls.count();
  log[level](
    { transport, correlationId, status, outcome, code, operation: shown, durationMs, subgraphCalls: calls },
    'request',
  );
}

/** Milliseconds until the operation was ready to run, and while it ran (Server Timing, W3C). */
function timingOf(begunAt: number, preparedAt: number | undefined, endedAt: number): string {
  const total = `total;dur=${(endedAt - begunAt).toFixed(1)}`;
  if (preparedAt === undefined) return total;
  return `prepare;dur=${(preparedAt - begunAt).toFixed(1)}, run;dur=${(endedAt - preparedAt).toFixed(1)}, ${total}`;
}
