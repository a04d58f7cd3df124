import type { LiveStream } from '../live/stream.ts';
import type { Result } from '../operation.ts';
import type { Answer, Handle, Ready } from '../request.ts';
import type { AllowCaching } from './allow-caching.ts';
import { runOperation } from './run-operation.ts';

const showHeader = 'x-router-debug-plan';

/**
 * Runs the operation: a query or a mutation to its result, a subscription to a stream of them. With `showsCode`, an
 * answer to a request with the header `x-router-debug-plan` has the plan and the generated code in `extensions`.
 */
export function createExecute(
  subscribe: (request: Ready) => Promise<LiveStream | Result>,
  allowCaching: AllowCaching,
  showsCode: boolean,
): Handle<Ready> {
  return async (request) => {
    if (request.document.facts.type === 'subscription') return answerOf(request, await subscribe(request));
    const result = await runOperation(request);
    if (request.isCacheable) allowCaching(request, result);
    return answerOf(request, showsCode && request.headers[showHeader] ? withCode(request, result) : result);
  };
}

function answerOf(request: Ready, result: Answer['result']): Answer {
  const operation = request.document.facts;
  return { kind: 'answered', status: 200, headers: request.answerHeaders, result, operation };
}

function withCode({ executable, granted, labels }: Ready, result: Result): Result {
  const debug = { source: executable.source, granted, labels };
  return { ...result, extensions: { ...result.extensions, debug } };
}
