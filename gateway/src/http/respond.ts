import type { IncomingMessage, ServerResponse } from 'node:http';
import { resultText } from '../answer.ts';
import type { Result } from '../operation.ts';
import type { Answer } from '../request.ts';
import type { MediaType } from './accept.ts';
import { drain } from './read-body.ts';

/** Writes one GraphQL response. */
export function respond(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
  type: Exclude<MediaType, 'text/event-stream'>,
): void {
  // A stream never comes here: doors that carry none refuse what would open one.
  const body = resultText(answer.result as Result);
  send(request, response, { status: statusOf(answer, type), headers: answer.headers, type, body });
}

/** Writes a body of JSON text; what is still to come of the request is thrown away. */
export function send(
  request: IncomingMessage,
  response: ServerResponse,
  answer: { status: number; headers: Answer['headers']; type: string; body: string },
): void {
  const bytes = Buffer.from(answer.body);
  response.writeHead(answer.status, {
    ...answer.headers,
    'content-type': `${answer.type}; charset=utf-8`,
    'content-length': bytes.length,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(bytes);
  drain(request);
}

/**
 * GraphQL over HTTP, 6.4: in plain JSON a well-formed request is answered with 200 whatever came of it, since clients
 * of old take any other status for a failure of the transport; the type made for GraphQL tells more.
 */
function statusOf({ kind, status }: Answer, type: MediaType): number {
  return kind === 'answered' && type === 'application/json' ? 200 : status;
}
