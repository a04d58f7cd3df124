import { BulkheadRejectedError, bulkhead } from 'cockatiel';
import { remainingMs } from '../context.ts';
import { Refusal } from '../refusal.ts';
import { type BreakerState, createBreaker, serviceUnavailable } from './breaker.ts';
import { endWithSignal, withDeadline } from './deadline.ts';
import { retry } from './retry.ts';
import type { RetryBudget } from './retry-budget.ts';

export type PolicyOptions = {
  /** The dependency, for logs and metrics. */
  readonly name: string;
  /** For everything together: waiting in the queue, every attempt and the pauses between. */
  readonly timeoutMs: number;
  /** Calls at a time. */
  readonly concurrency: number;
  /** Calls that may wait for their turn; more are refused at once. */
  readonly queue: number;
  /** Further attempts after a failure; 0 for work that must not be done twice. */
  readonly retries: number;
  /** What retries are paid from; share one among the policies of one dependency. */
  readonly budget: RetryBudget;
  /** Whether an error means that the dependency is down, rather than that it answered no. */
  readonly isFailure: (error: unknown) => boolean;
};

export type PolicyState = {
  readonly breaker: BreakerState;
  readonly freeSlots: number;
  readonly freeQueueSlots: number;
  readonly retriesLeft: number;
};

export type Policy = {
  execute<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** For metrics and health pages. */
  state(): PolicyState;
};

/**
 * Calls to a dependency, bounded in time, number and repetition: one deadline around bounded retries around a bulkhead
 * around a breaker. The deadline is `timeoutMs` or what is left of the request's, whichever is shorter.
 * Errors: Refusal SERVICE_UNAVAILABLE when the breaker is open or the queue full, DEADLINE_EXCEEDED when time ran out
 * (the work's signal is aborted then); otherwise what the last attempt threw.
 */
export function createPolicy(options: PolicyOptions): Policy {
  const { name, timeoutMs, concurrency, queue, retries, budget, isFailure } = options;
  const breaker = createBreaker(name, (error) => isFailure(error) || isDeadline(error));
  const slots = bulkhead(concurrency, queue);
  return {
    execute: async (work) =>
      withDeadline(remainingMs(timeoutMs), (signal) => {
        const guarded = () => breaker.execute(() => endWithSignal(work(signal), signal));
        return retry(() => slots.execute(guarded, signal), retries, budget, isFailure, signal).catch(refuseWhenFull);
      }),
    state: () => ({
      breaker: breaker.state(),
      freeSlots: slots.executionSlots,
      freeQueueSlots: slots.queueSlots,
      retriesLeft: budget.left(),
    }),
  };
}

function refuseWhenFull(error: unknown): never {
  throw error instanceof BulkheadRejectedError ? serviceUnavailable(error) : error;
}

function isDeadline(error: unknown): boolean {
  return error instanceof Refusal && error.code === 'DEADLINE_EXCEEDED';
}
