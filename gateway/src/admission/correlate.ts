import { randomUUID } from 'node:crypto';
import { withCallContext } from '@fiscal/kit';
import type { Tally } from '../operation.ts';
import type { Arrival, Correlated, RequestRecord, Stage } from '../request.ts';

const fitId = /^[\w.-]{1,64}$/;

/**
 * Opens the request's record: the id by which its traces are found in every service, the client's own when it sent a
 * fit one, and the time by which it must be answered.
 */
export function createCorrelate(timeoutMs: number, now: () => number): Stage<Arrival, Correlated> {
  const nextId = createIds();
  return (next) => (arrival) => {
    const given = arrival.headers['x-correlation-id'];
    const correlationId = typeof given === 'string' && fitId.test(given) ? given : nextId();
    const request = openRecord(arrival, correlationId, now() + timeoutMs);
    // Not the record itself: a connection that is opened meanwhile keeps its context for as long as it lives.
    return withCallContext({ correlationId, deadlineAt: request.deadlineAt }, () => next(request));
  };
}

const idsPerDraw = 2 ** 24;

/**
 * Ids that look like a UUID (RFC 9562, version 8): drawn at random once, then counted, which costs a fifth of drawing
 * each. They are no secret.
 */
function createIds(): () => string {
  let drawn = '';
  let next = idsPerDraw;
  return () => {
    if (next === idsPerDraw) {
      const random = randomUUID();
      drawn = `${random.slice(0, 14)}8${random.slice(15, 30)}`;
      next = 0;
    }
    next += 1;
    return drawn + (idsPerDraw + next - 1).toString(16).slice(1);
  };
}

/** With a place for everything that stages will write, so that all records have one shape. */
function openRecord(arrival: Arrival, correlationId: string, deadlineAt: number): Correlated {
  const record: { [Name in keyof RequestRecord]: RequestRecord[Name] | undefined } = {
    transport: arrival.transport,
    address: arrival.address,
    headers: arrival.headers,
    authorization: arrival.authorization,
    carries: arrival.carries,
    isCacheable: arrival.isCacheable ?? false,
    signal: arrival.signal,
    resumeFrom: arrival.resumeFrom,
    read: arrival.read,
    correlationId,
    deadlineAt,
    subgraphCalls: createTally(),
    answerHeaders: { 'x-correlation-id': correlationId },
    caller: arrival.caller,
    params: undefined,
    text: undefined,
    persistAs: undefined,
    graph: undefined,
    document: undefined,
    granted: undefined,
    labels: undefined,
    executable: undefined,
    variables: undefined,
    cost: undefined,
    trace: undefined,
    preparedAt: undefined,
    isCharged: false,
    remainingPoints: undefined,
    actualCost: undefined,
    actualCosts: undefined,
  };
  // What is undefined is of later stages, whose types this one does not give out.
  return record as Correlated;
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
