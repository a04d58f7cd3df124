import { log, Refusal } from '@fiscal/kit';
import type { GraphQLFormattedError } from 'graphql';
import { toError } from '../../answer.ts';
import { internalError } from '../../execution/errors.ts';

/**
 * What a client hears of the error that ended its stream, and from where it can go on; what is no refusal is logged, and
 * masked.
 */
export function streamError(error: unknown, cursor: string | undefined): GraphQLFormattedError {
  if (!(error instanceof Refusal)) log.error({ err: error }, 'a stream failed');
  const told = error instanceof Refusal ? toError(error) : internalError();
  return cursor === undefined ? told : { ...told, extensions: { ...told.extensions, cursor } };
}

/** Whether a stream ended because the caller's token did, or its session. */
export function isSignedOut(error: unknown): boolean {
  return error instanceof Refusal && error.kind === 'unauthenticated';
}
