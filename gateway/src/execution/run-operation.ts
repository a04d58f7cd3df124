import type { Result } from '../operation.ts';
import type { Ready, RequestRecord } from '../request.ts';
import type { Call } from '../traffic/subgraph-client.ts';

type Event = NonNullable<Call['event']>;
type Root = NonNullable<Call['root']>;

/**
 * Runs what is ready once, to its result; for a subscription, over one event, or over what `root` answers for its root, and
 * within a time of its own.
 */
export async function runOperation(
  request: Ready,
  event?: Event,
  deadlineAt = request.deadlineAt,
  root?: Root,
): Promise<Result> {
  let staleMs = -1;
  const call: Call = {
    identity: request.caller.identity,
    correlationId: request.correlationId,
    deadlineAt,
    clientHeaders: request.headers,
    subgraphCalls: request.subgraphCalls,
    signal: request.signal,
    trace: request.trace,
    event,
    root,
    stale: (_, ageMs) => {
      staleMs = Math.max(staleMs, ageMs);
    },
  };
  const { data, errors, cost } = await request.executable.run(request.variables, call);
  (request as RequestRecord).actualCost = cost;
  // What an event of a subscription costs was never estimated.
  if (cost !== undefined && !event && !root) request.actualCosts?.record(cost);
  if (errors.length === 0 && staleMs < 0) return { data };
  return {
    data,
    ...(errors.length > 0 ? { errors } : {}),
    ...(staleMs < 0 ? {} : { extensions: { stale: { ageSeconds: Math.ceil(staleMs / 1_000) } } }),
  };
}
