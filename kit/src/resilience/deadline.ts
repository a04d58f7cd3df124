import { Refusal } from '../refusal.ts';

/** The refusal that ends a wait; its text goes to clients, so it names nothing inside. */
export function deadlineExceeded(cause?: unknown): Refusal {
  return new Refusal('unavailable', 'DEADLINE_EXCEEDED', 'the answer did not come in time', { cause });
}

/**
 * Ends the wait for `work` after `timeoutMs`, or when `outer` aborts, whether or not the work listens to the signal it
 * is given. Errors: Refusal DEADLINE_EXCEEDED when time ran out, the reason of `outer` when that came first.
 */
export async function withDeadline<T>(
  timeoutMs: number,
  work: (signal: AbortSignal) => Promise<T>,
  outer?: AbortSignal,
): Promise<T> {
  outer?.throwIfAborted();
  const ended = new AbortController();
  const endWithOuter = () => ended.abort(outer?.reason);
  const timer = setTimeout(() => ended.abort(deadlineExceeded()), timeoutMs);
  outer?.addEventListener('abort', endWithOuter, { once: true });
  try {
    return await endWithSignal(work(ended.signal), ended.signal);
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener('abort', endWithOuter);
  }
}

/** Settles as the work does, or rejects with the signal's reason once it aborts. */
export function endWithSignal<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  return Promise.race([work, aborted]).finally(() => signal.removeEventListener('abort', onAbort));
}
