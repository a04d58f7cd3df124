import { context, type Link, SpanKind, TraceFlags, trace } from '@opentelemetry/api';
import { parentOf, type RequestTrace, traceparentOf, unsampled } from './request-trace.ts';

/** Opens the trace of what an event sets off; `traceparent`: of whoever published it. */
export type OpenEventTrace = (traceparent: string | undefined, operationName: string | undefined) => RequestTrace;

const tracer = trace.getTracer('@fiscal/gateway');

/**
 * Makes what opens the traces of events. One event goes to many, so what it sets off is a trace of its own that links to
 * the producer's. Kept are those of which the producer's is, and `sampleRatio` of the others.
 */
export function createEventTracing(sampleRatio: number, random: () => number): OpenEventTrace {
  return (traceparent, operationName) => {
    const producer = parentOf(traceparent);
    if (!producer?.isSampled && random() >= sampleRatio) return unsampled();
    const span = tracer.startSpan(
      ['subscription', operationName].filter(Boolean).join(' '),
      {
        kind: SpanKind.CONSUMER,
        root: true,
        links: producer ? [linkTo(producer)] : [],
        attributes: { 'graphql.operation.type': 'subscription', 'graphql.operation.name': operationName ?? '' },
      },
      context.active(),
    );
    const inside = trace.setSpan(context.active(), span);
    return {
      span,
      passOn: { headers: ['traceparent', traceparentOf(span)], end: () => undefined },
      begin: (name, options) => tracer.startSpan(name, options, inside),
    };
  };
}

function linkTo({ traceId, spanId, isSampled }: NonNullable<ReturnType<typeof parentOf>>): Link {
  const traceFlags = isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
  return { context: { traceId, spanId, traceFlags, isRemote: true } };
}
