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

/** The HTTP status of a refusal: that of its kind, but 413 for what is too large, which is not better later. */
export function statusOfRefusal({ kind, code }: Refusal): number {
  return kind === 'limited' && code.endsWith('TOO_LARGE') ? 413 : statusOfKind[kind];
}

/** Answers with a refusal in GraphQL's form. */
export function sendRefusal(response: ServerResponse, refusal: Refusal): void {
  const { message, kind, code } = refusal;
  sendJson(response, statusOfRefusal(refusal), { errors: [{ message, extensions: { code, kind } }] });
}
