import type { Subscribe } from '../live/subscribe.ts';
import type { Answer, Handle, Ready } from '../request.ts';
import { allowCaching } from './allow-caching.ts';
import { runOperation } from './run-operation.ts';

/** Runs the operation: a query or a mutation to its result, a subscription to a stream of them. */
export function createExecute(subscribe: Subscribe): Handle<Ready> {
  return async (request) => {
    if (request.document.facts.type === 'subscription') return answerOf(request, await subscribe(request));
    const result = await runOperation(request);
    if (request.isCacheable) allowCaching(request, result);
    return answerOf(request, result);
  };
}

function answerOf(request: Ready, result: Answer['result']): Answer {
  const operation = request.document.facts;
  return { kind: 'answered', status: 200, headers: request.answerHeaders, result, operation };
}
