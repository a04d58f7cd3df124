import { Refusal } from '@fiscal/kit';
import type { Known, Stage } from '../request.ts';

/**
 * Refuses kinds of operation that the transport cannot carry. Errors: Refusal `METHOD_NOT_ALLOWED`,
 * `SUBSCRIPTION_NEEDS_STREAM`.
 */
export function createCheckTransport(): Stage<Known> {
  return (next) => (request) => {
    const { type } = request.document.facts;
    if (!request.carries.includes(type)) throw unfitTransport(type);
    return next(request);
  };
}

function unfitTransport(type: string): Refusal {
  if (type === 'mutation') return new Refusal('invalid', 'METHOD_NOT_ALLOWED', 'a mutation must be sent with POST');
  return new Refusal(
    'invalid',
    'SUBSCRIPTION_NEEDS_STREAM',
    'a subscription needs a WebSocket (graphql-transport-ws), Accept: text/event-stream, or multipart/mixed with subscriptionSpec=1.0',
  );
}
