import { setTimeout } from 'node:timers/promises';

/** Waits for a condition, at the latest until the deadline (milliseconds), and then says what never came. */
export async function until(what: string, isMet: () => boolean | Promise<boolean>, deadlineMs = 15_000): Promise<void> {
  const end = Date.now() + deadlineMs;
  while (!(await isMet())) {
    if (Date.now() > end) throw new Error(`${what}: not within ${deadlineMs} ms`);
    await setTimeout(2);
  }
}
