/** Pauses between attempts, in seconds, after the schedule that Standard Webhooks recommends. */
const pausesSeconds = [5, 30, 300, 1_800, 7_200, 18_000, 36_000];

/**
 * When to try again after a failed attempt; null when it was the last.
 * `jitter` (0 to 1) spreads a crowd of deliveries over a fifth of the pause.
 */
export function nextAttempt(attempts: number, now: Date, jitter: number): Date | null {
  const pause = pausesSeconds[attempts - 1];
  return pause === undefined ? null : new Date(now.getTime() + pause * 1000 * (1 + jitter / 5));
}
