import { log, Refusal } from '@fiscal/kit';
import type { GraphQLFormattedError } from 'graphql';
import { toError } from '../answer.ts';
import { internalError } from '../execution/errors.ts';

/** What a client hears of the error that ended its stream; what is no refusal is logged, and masked. */
export function streamError(error: unknown): GraphQLFormattedError {
  if (error instanceof Refusal) return toError(error);
  log.error({ err: error }, 'a stream failed');
  return internalError();
}

/** Whether a stream ended because the caller's token did, or its session. */
export function isSignedOut(error: unknown): boolean {
  return error instanceof Refusal && error.kind === 'unauthenticated';
}
