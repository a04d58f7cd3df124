import { withCallContext } from '@fiscal/kit';
import { runOperation } from '../execution/run-operation.ts';
import type { OpenEventTrace } from '../telemetry/event-trace.ts';
import type { ResolveEvent } from './group.ts';

/**
 * Makes what resolves an event for a group: what the event gives, then the rest of the plan through the graph, within
 * `timeoutMs`. Its span links to the trace of whoever published the event.
 */
export function createResolveEvent(timeoutMs: number, openTrace: OpenEventTrace, now: () => number): ResolveEvent {
  return async (request, { head, reading }) => {
    const { correlationId, document } = request;
    const deadlineAt = now() + timeoutMs;
    const trace = openTrace(head.traceparent, document.facts.name);
    const event = { [document.facts.subscriptionField ?? '']: reading.entity };
    const run = () => runOperation({ ...request, trace }, event, deadlineAt);
    try {
      return await withCallContext({ correlationId, deadlineAt }, run);
    } finally {
      trace.span?.end();
    }
  };
}
