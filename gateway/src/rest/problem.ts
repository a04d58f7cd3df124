import { STATUS_CODES } from 'node:http';
import type { Result } from '../operation.ts';
import type { Answer } from '../request.ts';

/** What goes out by REST: an outcome or, as `application/problem+json` (RFC 9457), why there is none. */
export type RestAnswer = {
  readonly status: number;
  readonly type: 'application/json' | 'application/problem+json';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
};

/** Codes whose status is not 422, «understood, and refused for what the document is». */
const statusOfCode: Readonly<Record<string, number>> = {
  BAD_REQUEST: 400,
  INVALID_INPUT: 400,
  INVALID_BASE64: 400,
  UNAUTHENTICATED: 401,
  USER_NOT_ACTIVE: 403,
  FORBIDDEN: 403,
  INVOICE_NOT_FOUND: 404,
  IDEMPOTENCY_KEY_REUSED: 409,
  PAYLOAD_TOO_LARGE: 413,
  DOCUMENT_TOO_LARGE: 413,
  RATE_LIMITED: 429,
  INTERNAL: 500,
  AUTH_UNAVAILABLE: 503,
  SUBGRAPH_UNAVAILABLE: 503,
  SERVICE_UNAVAILABLE: 503,
  DEADLINE_EXCEEDED: 503,
};

/** A problem in RFC 9457's form; `code` is the same that GraphQL gives in `extensions.code`. */
export function problem(
  status: number,
  code: string,
  detail: string,
  headers: Answer['headers'] = {},
  correlationId: string | undefined = headers['x-correlation-id'],
): RestAnswer {
  const title = STATUS_CODES[status] ?? 'Error';
  const body = { type: 'about:blank', title, status, detail, code, ...(correlationId ? { correlationId } : {}) };
  return { status, type: 'application/problem+json', headers, body };
}

/**
 * The problem of an answer that is a failure in whole or in part; undefined when it is none. What a rule of the graph
 * denies is told as what the caller can do about it: sign in, without an `authorization`, or ask for a role.
 */
export function problemOf(
  { kind, status, headers }: Answer,
  { errors }: Result,
  authorization: string | undefined,
): RestAnswer | undefined {
  const [first] = errors ?? [];
  if (!first) return undefined;
  const { code, message } = inWordsOfRest(String(first.extensions?.code ?? 'INTERNAL'), first.message, authorization);
  const shown = kind === 'refused' ? status : (statusOfCode[code] ?? 422);
  return problem(shown, code, message, shown === 401 ? { 'www-authenticate': 'Bearer', ...headers } : headers);
}

function inWordsOfRest(code: string, message: string, authorization: string | undefined) {
  if (code !== 'UNAUTHORIZED_FIELD_OR_TYPE') return { code, message };
  return !authorization
    ? { code: 'UNAUTHENTICATED', message: 'sign in first' }
    : { code: 'FORBIDDEN', message: 'the token does not allow this' };
}
