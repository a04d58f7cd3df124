import { setTimeout as wait } from 'node:timers/promises';

const deadlineMs = 30_000;

/** Repeats an expectation until it holds; after 30 s its last failure is the test's. */
export async function eventually<T>(expectation: () => T | Promise<T>): Promise<T> {
  const endsAt = Date.now() + deadlineMs;
  for (;;) {
    try {
      return await expectation();
    } catch (error) {
      if (Date.now() > endsAt) throw error;
      await wait(20);
    }
  }
}
