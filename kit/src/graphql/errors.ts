import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { callContext } from '../context.ts';
import { log } from '../log.ts';
import { Refusal } from '../refusal.ts';

/** What Apollo Server says about a request that never reached a resolver. */
const requestCodes = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'OPERATION_RESOLUTION_FAILURE',
]);

/** Shows a Refusal and faults of the request as they are; anything else is a bug: logged, and masked as INTERNAL. */
export function formatError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const cause = unwrapResolverError(error);
  const { locations, path } = formatted;
  const place = { ...(locations ? { locations } : {}), ...(path ? { path } : {}) };
  if (cause instanceof Refusal) {
    if (cause.kind === 'unavailable') log.warn({ err: cause, path }, 'unavailable');
    return { message: cause.message, ...place, extensions: { code: cause.code, kind: cause.kind } };
  }
  const code = String(formatted.extensions?.code ?? '');
  if (cause instanceof GraphQLError && requestCodes.has(code)) {
    return { message: formatted.message, ...place, extensions: { code } };
  }
  log.error({ err: cause, path }, 'a resolver failed');
  const correlationId = callContext()?.correlationId;
  return { message: 'internal error', ...place, extensions: { code: 'INTERNAL', correlationId } };
}
