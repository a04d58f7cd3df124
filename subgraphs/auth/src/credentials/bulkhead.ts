import { Refusal, remainingMs } from '@fiscal/kit';
import { withDeadline } from '@fiscal/kit/resilience';

/** Runs work when there is room for it. */
export type Bulkhead = <T>(work: () => Promise<T>) => Promise<T>;

const waitMs = 5_000;

/**
 * At most `concurrency` works at a time and `queue` waiting, in order, each for 5 s or what is left of its request.
 * Refuses RATE_LIMITED when the queue is full, DEADLINE_EXCEEDED when the wait was too long; work once begun is never given up.
 */
export function createBulkhead(concurrency: number, queue: number): Bulkhead {
  const waiting = new Set<() => void>();
  let running = 0;

  async function enter(signal: AbortSignal): Promise<void> {
    if (running < concurrency) {
      running += 1;
      return;
    }
    if (waiting.size >= queue)
      throw new Refusal('limited', 'RATE_LIMITED', 'too many sign-ins at once; try again shortly');
    await new Promise<void>((resolve) => {
      waiting.add(resolve);
      signal.addEventListener('abort', () => waiting.delete(resolve), { once: true });
    });
  }

  /** Hands the place to the first who waits. */
  function leave(): void {
    const [next] = waiting;
    if (!next) {
      running -= 1;
      return;
    }
    waiting.delete(next);
    next();
  }

  return async (work) => {
    await withDeadline(remainingMs(waitMs), enter);
    try {
      return await work();
    } finally {
      leave();
    }
  };
}
