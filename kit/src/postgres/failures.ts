import { Refusal } from '../refusal.ts';
import { deadlineExceeded } from '../resilience/deadline.ts';

const lostRace = new Set(['40001', '40P01']);
// Server shutting down, crashed, starting up, or without a free connection.
const unreachableStates = new Set(['57P01', '57P02', '57P03', '53300', '08000', '08001', '08003', '08006']);
const unreachableSystem = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT']);
// node-postgres gives these no code.
const unreachableMessage =
  /^(Connection terminated|Client (has encountered a connection error|was closed)|timeout ex(pired|ceeded)|Query read timeout)/;

/** Whether a transaction lost a race that it may win when run again. */
export function tryAgain(error: unknown): boolean {
  return lostRace.has(factsOf(error).code);
}

/** Whether the server, not the statement, is what failed. */
export function unreachable(error: unknown): boolean {
  const { code, message, errors } = factsOf(error);
  if (unreachableStates.has(code) || unreachableSystem.has(code) || unreachableMessage.test(message)) return true;
  // Node gathers the failures of all addresses of a host in one AggregateError.
  return errors.some(unreachable);
}

/** Turns failures that a caller may know of into a Refusal; anything else is returned as it is. */
export function toRefusal(error: unknown): unknown {
  if (factsOf(error).code === '57014') {
    return deadlineExceeded(error);
  }
  if (unreachable(error)) {
    return new Refusal('unavailable', 'SERVICE_UNAVAILABLE', 'the data cannot be reached now', { cause: error });
  }
  return error;
}

/** Read by shape, not by class: errors of Node's own modules may be of another realm than this one's `Error`. */
function factsOf(error: unknown): { code: string; message: string; errors: readonly unknown[] } {
  const facts: { code?: unknown; message?: unknown; errors?: unknown } = Object(error);
  return {
    code: String(facts.code ?? ''),
    message: String(facts.message ?? ''),
    errors: Array.isArray(facts.errors) ? facts.errors : [],
  };
}
