import { SpanStatusCode } from '@opentelemetry/api';
import type { Answer, Correlated, RequestRecord, Stage } from '../request.ts';
import type { createTracing } from './request-trace.ts';

/** Opens the request's trace, and tells in its span what came of it, by GraphQL's semantic conventions. */
export function createTrace(open: ReturnType<typeof createTracing>): Stage<Correlated> {
  return (next) => (request) => {
    const opened = open(request.headers);
    (request as RequestRecord).trace = opened;
    return opened.span ? observe(request, () => next(request)) : next(request);
  };
}

async function observe(request: Correlated, work: () => Answer | Promise<Answer>): Promise<Answer> {
  const span = request.trace?.span;
  try {
    const answer = await work();
    const { operation, status, result } = answer;
    if (operation) span?.updateName([operation.type, operation.name].filter(Boolean).join(' '));
    span?.setAttributes({
      'graphql.operation.type': operation?.type ?? 'none',
      'graphql.operation.name': operation?.name ?? '',
      'http.response.status_code': status,
      'fiscal.correlation_id': request.correlationId,
      'fiscal.subgraph_calls': request.subgraphCalls.count(),
    });
    if ('errors' in result) span?.setStatus({ code: SpanStatusCode.ERROR, message: codeOf(result.errors) });
    return answer;
  } finally {
    span?.end();
  }
}

function codeOf(errors: readonly { readonly extensions?: Readonly<Record<string, unknown>> }[] = []): string {
  return String(errors[0]?.extensions?.code ?? '');
}
