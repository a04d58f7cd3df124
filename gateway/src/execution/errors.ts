import { callContext } from '@fiscal/kit';
import type { GraphQLFormattedError } from 'graphql';

/** Said by a subgraph's engine about a request that the gateway itself wrote: a fault of ours, not of the client. */
const oursToExplain = new Set([
  'INTERNAL',
  'INTERNAL_SERVER_ERROR',
  'DOWNSTREAM_SERVICE_ERROR',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_REQUEST',
  'INVALID_GRAPHQL',
]);

/** The gateway does not know the formats of custom scalars, so a subgraph is the first to see that a value is unfit. */
const unfitLiteral = /^Expected value of type /;

/** The masked form of a fault of ours; the id finds its line in the log. */
export function internalError(): GraphQLFormattedError {
  const correlationId = callContext()?.correlationId;
  return { message: 'internal error', extensions: { code: 'INTERNAL', ...(correlationId ? { correlationId } : {}) } };
}

/** The code under which an error may go out as it is; undefined when it is one of ours, which clients get masked. */
export function publicCode(message: string, code: unknown): string | undefined {
  if (code === 'BAD_USER_INPUT') return 'INVALID_INPUT';
  if (code === 'GRAPHQL_VALIDATION_FAILED' && unfitLiteral.test(message)) return 'INVALID_INPUT';
  return typeof code === 'string' && !oursToExplain.has(code) ? code : undefined;
}
