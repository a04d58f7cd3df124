import { setTimeout as delay } from 'node:timers/promises';

const pauseMs = 50;

/**
 * Asks again and again until there is an answer, and gives it. Throws after `timeoutMs`, saying what it waited for and
 * the last error, if any.
 */
export async function until<T>(
  what: string,
  timeoutMs: number,
  ask: () => Promise<T | undefined> | T | undefined,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    let cause: unknown;
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
    } catch (error) {
      cause = error;
    }
    if (Date.now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain for ${what}`, { cause });
    await delay(pauseMs);
  }
}
