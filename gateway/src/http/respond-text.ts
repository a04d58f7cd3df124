import type { IncomingMessage, ServerResponse } from 'node:http';
import { drain } from './read-body.ts';

/** Writes a short text that is no GraphQL response, and that nobody may keep. */
export function respondText(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  text: string,
  headers: Readonly<Record<string, string>>,
): void {
  if (response.destroyed) return;
  const length = status === 204 ? {} : { 'content-length': String(Buffer.byteLength(text)) };
  response.writeHead(status, {
    ...headers,
    ...length,
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(text);
  drain(request);
}
