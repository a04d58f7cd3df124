import { log, Refusal } from '@fiscal/kit';
import { refused } from '../answer.ts';
import { internalError } from '../execution/errors.ts';
import type { Correlated, Stage } from '../request.ts';

/** Turns what the later stages refuse, or fail at, into an answer in GraphQL's form. */
export function createRefuse(): Stage<Correlated> {
  return async (request, next) => {
    try {
      return await next(request);
    } catch (error) {
      if (error instanceof Refusal) return refused(error);
      log.error({ err: error }, 'a request failed');
      return { kind: 'refused', status: 500, headers: {}, result: { errors: [internalError()] } };
    }
  };
}
