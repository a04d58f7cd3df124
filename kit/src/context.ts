import { AsyncLocalStorage } from 'node:async_hooks';
import { deadlineExceeded } from './resilience/deadline.ts';

/** What travels with one call through every layer without being an argument. */
export type CallContext = {
  readonly correlationId: string;
  /** When the caller stops waiting, in epoch milliseconds; absent when it did not say. */
  readonly deadlineAt?: number;
};

const storage = new AsyncLocalStorage<CallContext>();

/** Runs the work, and everything it awaits, under the given context. */
export function withCallContext<T>(context: CallContext, work: () => T): T {
  return storage.run(context, work);
}

/** The context of the call under way, or undefined outside of one. */
export function callContext(): CallContext | undefined {
  return storage.getStore();
}

/**
 * Milliseconds the call under way may still take: what is left of its deadline, and never more than `defaultMs`.
 * @throws Refusal `DEADLINE_EXCEEDED` when nothing is left, so that no work is begun which nobody waits for.
 */
export function remainingMs(defaultMs: number): number {
  const deadlineAt = callContext()?.deadlineAt;
  if (deadlineAt === undefined) return defaultMs;
  const left = deadlineAt - Date.now();
  if (left <= 0) throw deadlineExceeded();
  return Math.min(left, defaultMs);
}
