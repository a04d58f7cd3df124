import { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { withCallContext } from '../context.ts';
import { unreachable } from '../postgres/failures.ts';
import { Refusal } from '../refusal.ts';
import { within } from '../run.ts';
import { UndecodableMessage } from './codec.ts';
import type { Event } from './event.ts';

/** What a service does about an event; it rejects when it could not. */
export type OnEvent = (event: Event) => Promise<void>;

const deadlineMs = 30_000;
// For handlers that do not heed their deadline: past this they are taken for hung.
const hungMs = 60_000;

const tracer = trace.getTracer('@fiscal/kit/events');

/** Hands an event to its handler as a call of its own: correlation id = event id, 30 s deadline, the trace of its origin. */
export function attempt(event: Event, onEvent: OnEvent, group: string): Promise<void> {
  const origin = propagation.extract(ROOT_CONTEXT, event.traceparent ? { traceparent: event.traceparent } : {});
  const attributes = {
    'messaging.system': 'kafka',
    'messaging.operation.type': 'process',
    'messaging.consumer.group.name': group,
    'messaging.message.id': event.id,
  };
  return context.with(origin, () =>
    tracer.startActiveSpan(`process ${event.type}`, { kind: SpanKind.CONSUMER, attributes }, async (span) => {
      try {
        const call = { correlationId: event.id, deadlineAt: Date.now() + deadlineMs };
        await within(
          withCallContext(call, () => onEvent(event)),
          hungMs,
        );
      } catch (error) {
        span.setStatus({ code: SpanStatusCode.ERROR, message: reasonOf(error) });
        throw error;
      } finally {
        span.end();
      }
    }),
  );
}

/** What a failed attempt says about the next one. */
export type Verdict = 'hopeless' | 'outage' | 'failure';

/**
 * `hopeless`: the event itself is at fault, trying again cannot help. `outage`: something the handler needs is away,
 * which says nothing about the event. `failure`: anything else.
 */
export function judge(error: unknown): Verdict {
  if (error instanceof UndecodableMessage) return 'hopeless';
  if (error instanceof Refusal && (error.kind === 'invalid' || error.kind === 'not_found')) return 'hopeless';
  if (error instanceof Refusal && error.kind === 'unavailable' && error.code !== 'DEADLINE_EXCEEDED') return 'outage';
  return unreachable(error) ? 'outage' : 'failure';
}

/** The error in one bounded line, for a header or a span. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Refusal ? `${error.code}: ${error.message}` : String(error);
  return text.replaceAll(/\s+/g, ' ').slice(0, 500);
}
