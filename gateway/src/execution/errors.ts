import { callContext, log, Refusal } from '@fiscal/kit';
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

type Fault = {
  readonly message: string;
  readonly path?: readonly (string | number)[] | undefined;
  readonly extensions?: Readonly<Record<string, unknown>>;
};

/**
 * Makes an error fit for clients: its message and its code stay when it is a refusal; anything else is logged and
 * masked as `INTERNAL`. Nothing else of it goes out: no stack, no subgraph's name, no place in a subgraph's document.
 */
export function toPublicError(error: unknown): GraphQLFormattedError {
  const fault = toFault(error);
  const path = publicPath(fault.path);
  const place = path.length > 0 ? { path } : {};
  const code = publicCode(fault.message, fault.extensions?.code);
  if (code) return { message: fault.message, ...place, extensions: { code } };
  log.error({ err: error, path: fault.path }, 'an operation failed');
  return { ...internalError(), ...place };
}

/** The masked form of a fault of ours; the id finds its line in the log. */
export function internalError(): GraphQLFormattedError {
  const correlationId = callContext()?.correlationId;
  return { message: 'internal error', extensions: { code: 'INTERNAL', ...(correlationId ? { correlationId } : {}) } };
}

function toFault(error: unknown): Fault {
  if (error instanceof Refusal) return { message: error.message, extensions: { code: error.code } };
  // GraphQLError and what subgraphs send look alike.
  return error as Fault;
}

/** The code under which an error may go out as it is; undefined when it is one of ours, which clients get masked. */
export function publicCode(message: string, code: unknown): string | undefined {
  if (code === 'BAD_USER_INPUT') return 'INVALID_INPUT';
  if (code === 'GRAPHQL_VALIDATION_FAILED' && unfitLiteral.test(message)) return 'INVALID_INPUT';
  return typeof code === 'string' && !oursToExplain.has(code) ? code : undefined;
}

/** The executor writes `@` where it does not know which entry of a list failed; what comes after it says nothing. */
function publicPath(path: Fault['path']): readonly (string | number)[] {
  const end = path?.indexOf('@') ?? -1;
  return end === -1 ? (path ?? []) : (path ?? []).slice(0, end);
}
