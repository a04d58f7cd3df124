import type { IncomingHttpHeaders } from 'node:http';
import { context, type Span, SpanKind, type SpanOptions, TraceFlags, trace } from '@opentelemetry/api';
import type { CallSpan } from '../traffic/call-span.ts';

/** A request's part in a trace. Few are sampled; the others only hand the trace's id on. */
export type RequestTrace = {
  /** Undefined: not sampled. */
  readonly span: Span | undefined;
  /** What subgraphs are told when nothing is recorded. */
  readonly passOn: CallSpan;
  /** Begins a span within the request's; undefined when nothing is recorded. */
  readonly begin: (name: string, options?: SpanOptions) => Span | undefined;
};

export type TracingOptions = {
  /** Share of the requests whose spans are kept. */
  readonly sampleRatio: number;
  /** Whether a client that says its trace is sampled has its way: for gateways that only one's own services reach. */
  readonly trustClients: boolean;
};

const parent = /^00-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})$/;
const tracer = trace.getTracer('@fiscal/gateway');
const nothing = () => undefined;

/** Makes what opens the trace of a request: a client's own goes on (W3C Trace Context), another begins. */
export function createTracing({ sampleRatio, trustClients }: TracingOptions, random: () => number) {
  return (headers: IncomingHttpHeaders): RequestTrace => {
    const given = parentOf(headers.traceparent);
    const isTrusted = trustClients && given?.isSampled;
    if (!isTrusted && random() >= sampleRatio) return unsampled(given?.traceId, given?.spanId);
    return sampled(given?.traceId, given?.spanId);
  };
}

/** Reads a `traceparent`; undefined when it is none. */
export function parentOf(text: unknown) {
  if (typeof text !== 'string') return undefined;
  const [, traceId, spanId, flags] = parent.exec(text) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/** No span is made of it, so the parent that subgraphs hear of is the client's. */
export function unsampled(traceId?: string, spanId?: string): RequestTrace {
  const ids = traceId && spanId ? `${traceId}-${spanId}` : newIds();
  return { span: undefined, passOn: { headers: ['traceparent', `00-${ids}-00`], end: nothing }, begin: nothing };
}

function sampled(traceId?: string, spanId?: string): RequestTrace {
  const known = traceId && spanId ? { traceId, spanId, traceFlags: TraceFlags.SAMPLED, isRemote: true } : undefined;
  const root = context.active();
  const within = known ? trace.setSpanContext(root, known) : root;
  const span = tracer.startSpan('graphql.request', { kind: SpanKind.SERVER }, within);
  const inside = trace.setSpan(root, span);
  return {
    span,
    passOn: { headers: ['traceparent', traceparentOf(span)], end: nothing },
    begin: (name, options) => tracer.startSpan(name, options, inside),
  };
}

/** A span as the header of what it caused. */
export function traceparentOf(span: Span): string {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return `00-${traceId}-${spanId}-0${traceFlags & 1}`;
}

const traceDigits = 32;
const digits = traceDigits + 16;
const words = new Uint32Array((digits / 8) * 128);
const drawn = { text: '', next: 0 };

/**
 * Random ids of a trace and of a span, drawn by the hundred. They are no secret: what is fit for secrets takes as long
 * again, and the SDK draws its own like this.
 */
function newIds(): string {
  if (drawn.next === drawn.text.length) {
    for (let index = 0; index < words.length; index++) words[index] = Math.random() * 2 ** 32;
    drawn.text = Buffer.from(words.buffer).toString('hex');
    drawn.next = 0;
  }
  const { text, next } = drawn;
  drawn.next = next + digits;
  return `${text.slice(next, next + traceDigits)}-${text.slice(next + traceDigits, next + digits)}`;
}
