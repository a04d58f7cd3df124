import { setTimeout as wait } from 'node:timers/promises';
import type { RetryBudget } from './retry-budget.ts';

const firstPauseMs = 50;

/**
 * Tries `work` again after a failure that `isRetryable`, at most `retries` times, as long as the budget lasts and the
 * signal is not aborted. Pauses are drawn at random below 50, 100, 200 … ms, so that callers do not come back together.
 * Errors: what the last attempt threw.
 */
export async function retry<T>(
  work: () => Promise<T>,
  retries: number,
  budget: RetryBudget,
  isRetryable: (error: unknown) => boolean,
  signal: AbortSignal,
): Promise<T> {
  budget.onCall();
  for (let attempt = 0; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= retries || signal.aborted || !isRetryable(error) || !budget.tryRetry()) throw error;
      await wait(Math.random() * firstPauseMs * 2 ** attempt, undefined, { signal });
    }
  }
}
