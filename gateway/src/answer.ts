import type { Refusal } from '@fiscal/kit';
import type { GraphQLFormattedError, SourceLocation } from 'graphql';
import type { Answer } from './request.ts';

const statusOfKind = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  limited: 429,
  unavailable: 503,
} as const;

/** Refusals whose HTTP status says more than their kind. */
const statusOfCode: Readonly<Record<string, number>> = {
  METHOD_NOT_ALLOWED: 405,
  NOT_ACCEPTABLE: 406,
  REQUEST_TIMEOUT: 408,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
};

const headersOfStatus: Readonly<Record<number, Readonly<Record<string, string>>>> = {
  401: { 'www-authenticate': 'Bearer' },
  405: { allow: 'GET, POST' },
};

/** The answer to a request that is turned away before it is understood. */
export function refused(refusal: Refusal): Answer {
  const status = statusOfCode[refusal.code] ?? statusOfKind[refusal.kind];
  const result = { errors: [toError(refusal)] };
  return { kind: 'refused', status, headers: headersOfStatus[status] ?? {}, result };
}

type Fault = { readonly message: string; readonly locations?: readonly SourceLocation[] | undefined };

/** The answer to a request that is understood and cannot be run: GraphQL's «request error». */
export function invalidOperation(code: string, faults: readonly Fault[]): Answer {
  const errors = faults.map(({ message, locations }) => ({
    message,
    ...(locations ? { locations } : {}),
    extensions: { code },
  }));
  return { kind: 'answered', status: 400, headers: {}, result: { errors } };
}

/** A refusal in GraphQL's form. */
export function toError(refusal: Refusal): GraphQLFormattedError {
  return { message: refusal.message, extensions: { code: refusal.code } };
}
