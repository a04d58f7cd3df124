import type { ServerResponse } from 'node:http';
import type { Refusal } from '../refusal.ts';

/** Answers with JSON; whoever caches it must ask again. */
export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': bytes.length,
    'cache-control': 'no-store',
  });
  response.end(bytes);
}

const statusOfKind = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  limited: 429,
  unavailable: 503,
} as const;

/** Answers with a refusal in GraphQL's form, by the status of its kind; what is too large is not better later (413). */
export function sendRefusal(response: ServerResponse, { message, kind, code }: Refusal): void {
  const status = code.endsWith('TOO_LARGE') ? 413 : statusOfKind[kind];
  sendJson(response, status, { errors: [{ message, extensions: { code, kind } }] });
}
