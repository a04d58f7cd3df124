import { Refusal } from '@fiscal/kit';

/** Wrong passwords for one e-mail address since `startedAt`. */
export type LoginFailures = { readonly count: number; readonly startedAt: Date };

const maxFailures = 10;
const windowMs = 15 * 60_000;

/** When a window of failures must have begun to count still. */
export function throttleSince(now: Date): Date {
  return new Date(now.getTime() - windowMs);
}

/**
 * Refuses RATE_LIMITED after 10 failures within 15 minutes, whatever the password: an answer that depended on it
 * would let the guessing go on.
 */
export function requireAttemptLeft(failures: LoginFailures | undefined, now: Date): void {
  if (failures && failures.startedAt > throttleSince(now) && failures.count >= maxFailures) {
    throw new Refusal('limited', 'RATE_LIMITED', 'too many failed sign-ins; try again in 15 minutes');
  }
}
