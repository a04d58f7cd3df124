import { setTimeout as wait } from 'node:timers/promises';

const leastMs = 1_000;
const mostMs = 3_600_000;
const firstRetryMs = 1_000;
const lastRetryMs = 60_000;

/**
 * Milliseconds until the registry is asked again, as it wants: never sooner, a tenth later at most, so that a fleet
 * does not ask in step. At least a second and at most an hour, whatever it says.
 */
export function pauseAfterAnswer(minDelaySeconds: number, random: () => number): number {
  return Math.min(Math.max(minDelaySeconds * 1_000, leastMs), mostMs) * (1 + random() / 10);
}

/**
 * Milliseconds after so many failures in a row: twice as long each time up to a minute, and anywhere in its half; and
 * no sooner than the registry wants, but for a minute at the most.
 */
export function pauseAfterFailure(failures: number, random: () => number, minDelaySeconds = 0): number {
  const longest = Math.min(firstRetryMs * 2 ** (failures - 1), lastRetryMs);
  const wanted = Math.min(minDelaySeconds * 1_000, lastRetryMs);
  return Math.max(wanted, longest / 2) + (random() * longest) / 2;
}

/** Waits; says whether to go on, which is not so when the signal was aborted. */
export function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  return wait(ms, true, { signal }).catch(() => false);
}
