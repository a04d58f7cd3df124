import { setTimeout as delay } from 'node:timers/promises';

/** Asks again until the answer is good enough; rejects after the deadline with the last answer. */
export async function waitFor<T>(ask: () => Promise<T>, good: (answer: T) => boolean, timeoutMs = 30_000): Promise<T> {
  const deadlineAt = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (good(answer)) return answer;
    if (Date.now() > deadlineAt) throw new Error(`still not so after ${timeoutMs} ms: ${JSON.stringify(answer)}`);
    await delay(50);
  }
}
