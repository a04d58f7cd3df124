import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { OnCall } from '../traffic/call-span.ts';
import { traceparentOf } from './request-trace.ts';

/** Gives each request to a subgraph a span of its own where the client's request has one, and its trace in any case. */
export const traceCall: OnCall = (subgraph, request, { trace }, again) => {
  if (!trace?.span) return trace?.passOn;
  const attributes = {
    'fiscal.subgraph.name': subgraph,
    'graphql.operation.type': request.type,
    'http.request.method': 'POST',
    'http.request.body.size': request.body.length,
    'http.request.resend_count': again ? 1 : 0,
  };
  const span = trace.begin('graphql.fetch', { kind: SpanKind.CLIENT, attributes });
  if (!span) return trace.passOn;
  return {
    headers: ['traceparent', traceparentOf(span)],
    end({ status, bytes, code }) {
      span.setAttributes({ 'http.response.status_code': status, 'http.response.body.size': bytes });
      if (code) span.setStatus({ code: SpanStatusCode.ERROR, message: code });
      span.end();
    },
  };
};
