import { setTimeout as delay } from 'node:timers/promises';
import { Refusal } from '../../refusal.ts';
import { within } from '../../run.ts';

const firstPauseMs = 50;
const maxPauseMs = 2_000;

/** How long to wait after so many failures in a row: longer each time, never the same for all. */
export function pauseMs(failures: number): number {
  return Math.min(firstPauseMs * 2 ** Math.min(failures, 10), maxPauseMs) * (0.75 + 0.5 * Math.random());
}

/**
 * Tries until it works, with growing pauses. Errors: Refusal `EVENTS_UNAVAILABLE` when it has not by the deadline or the
 * signal is aborted; a Refusal of the work, at once.
 */
export async function persist<T>(
  work: () => Promise<T>,
  deadlineAt: number,
  signal: AbortSignal | undefined,
): Promise<T> {
  for (let failures = 0; ; failures += 1) {
    try {
      return await within(work(), deadlineAt - Date.now());
    } catch (error) {
      if (error instanceof Refusal) throw error;
      const pause = pauseMs(failures);
      if (signal?.aborted || Date.now() + pause >= deadlineAt) throw unavailable(error);
      await delay(pause, undefined, signal ? { signal } : {}).catch(() => undefined);
    }
  }
}

function unavailable(cause: unknown): Refusal {
  return new Refusal('unavailable', 'EVENTS_UNAVAILABLE', 'events cannot be read now; try again soon', { cause });
}
