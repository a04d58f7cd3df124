import { log, Refusal } from '@fiscal/kit';
import { refused } from '../answer.ts';
import { internalError } from '../execution/errors.ts';
import type { Answer, Correlated, Stage } from '../request.ts';

/**
 * Turns what the later stages refuse, or fail at, into an answer in GraphQL's form. Every answer that leaves it has the
 * request's headers.
 */
export function createRefuse(): Stage<Correlated> {
  return (next) => async (request) => {
    try {
      return await next(request);
    } catch (error) {
      const answer = error instanceof Refusal ? refused(error) : failed(error);
      Object.assign(request.answerHeaders, answer.headers);
      return { ...answer, headers: request.answerHeaders };
    }
  };
}

function failed(error: unknown): Answer {
  log.error({ err: error }, 'a request failed');
  return { kind: 'refused', status: 500, headers: {}, result: { errors: [internalError()] } };
}
