import { setTimeout as wait } from 'node:timers/promises';
import { log } from '@fiscal/kit';
import type { StartThread, WorkThread } from './work-thread.ts';

const firstDelayMs = 500;
const longestDelayMs = 30_000;

/**
 * Keeps `size` threads serving until the signal is aborted, and comes back when all have ended. `serve` is given a
 * thread and comes back when it has died or nothing is left to serve; one that has died is replaced.
 */
export async function keepCrew(
  size: number,
  start: StartThread,
  serve: (thread: WorkThread) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const keepServing = async (): Promise<void> => {
    for (let thread = await startSome(start, signal); thread; thread = await startSome(start, signal)) {
      await serve(thread);
      await thread.stop();
    }
  };
  await Promise.all(Array.from({ length: size }, keepServing));
}

/** Tries until there is a thread, ever more seldom: the machine may be short of memory. Undefined once it is to stop. */
async function startSome(start: StartThread, signal: AbortSignal): Promise<WorkThread | undefined> {
  for (let delayMs = firstDelayMs; !signal.aborted; delayMs = Math.min(delayMs * 2, longestDelayMs)) {
    try {
      return await start(signal);
    } catch (error) {
      if (signal.aborted) return undefined;
      log.error({ err: error }, 'a thread for work did not start');
      await wait(delayMs, undefined, { signal }).catch(() => undefined);
    }
  }
  return undefined;
}
