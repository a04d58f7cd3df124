import { setTimeout as delay } from 'node:timers/promises';

const shortestPauseMs = 2;
const longestPauseMs = 50;

/**
 * Asks again and again, ever less often, until there is an answer, and gives it; `undefined` and `false` are none, and an
 * error is none yet. Throws after `timeoutMs`, saying what it waited for and the last error, if any.
 */
export async function until<T>(
  what: string,
  timeoutMs: number,
  ask: () => Promise<T> | T,
): Promise<Exclude<T, undefined | false>> {
  const deadline = Date.now() + timeoutMs;
  for (let pauseMs = shortestPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    let cause: unknown;
    try {
      const answer = await ask();
      if (isAnswer(answer)) return answer;
    } catch (error) {
      cause = error;
    }
    if (Date.now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain: ${what}`, { cause });
    await delay(pauseMs);
  }
}

function isAnswer<T>(answer: T): answer is Exclude<T, undefined | false> {
  return answer !== undefined && answer !== false;
}
