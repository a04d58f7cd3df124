import { randomUUID } from 'node:crypto';
import { withCallContext } from '@fiscal/kit';
import type { Tally } from '../operation.ts';
import type { Arrival, Correlated, Stage } from '../request.ts';

const fitId = /^[\w.-]{1,64}$/;

/**
 * Gives the request the id by which its traces are found in every service, the client's own when it sent a fit one,
 * and the time by which it must be answered.
 */
export function createCorrelate(timeoutMs: number, now: () => number): Stage<Arrival, Correlated> {
  return (request, next) => {
    const given = request.headers['x-correlation-id'];
    const correlationId = typeof given === 'string' && fitId.test(given) ? given : randomUUID();
    const deadlineAt = now() + timeoutMs;
    return withCallContext({ correlationId, deadlineAt }, async () => {
      const answer = await next({ ...request, correlationId, deadlineAt, subgraphCalls: createTally() });
      return { ...answer, headers: { ...answer.headers, 'x-correlation-id': correlationId } };
    });
  };
}

function createTally(): Tally {
  let total = 0;
  return {
    add: () => {
      total += 1;
    },
    count: () => total,
  };
}
