import { Refusal } from '@fiscal/kit';
import { deadlineExceeded } from '@fiscal/kit/resilience';

/** What the server says when it cannot now, though the statement is good. */
const passing: ReadonlySet<unknown> = new Set([
  'MEMORY_LIMIT_EXCEEDED',
  'TABLE_IS_READ_ONLY',
  'TIMEOUT_EXCEEDED',
  'TOO_MANY_PARTS',
  'TOO_MANY_SIMULTANEOUS_QUERIES',
]);

/**
 * Runs a call to ClickHouse. Errors: Refusal DEADLINE_EXCEEDED when the signal it was given ended it, SERVICE_UNAVAILABLE
 * when no server answered or it cannot now; what a server says about the statement is passed on as it is.
 */
export async function reach<T>(call: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (signal?.aborted) throw deadlineExceeded(error);
    if (isAnswer(error)) throw error;
    throw new Refusal('unavailable', 'SERVICE_UNAVAILABLE', 'the figures cannot be reached now', { cause: error });
  }
}

/** By shape, not by class: the server's client and the engine in this process have a `ClickHouseError` each. */
function isAnswer(error: unknown): boolean {
  return error instanceof Error && 'type' in error && error.type !== undefined && !passing.has(error.type);
}
