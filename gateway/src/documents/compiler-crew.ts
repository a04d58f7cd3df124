import { setTimeout as wait } from 'node:timers/promises';
import { log } from '@fiscal/kit';
import type { CompilerThread, StartThread } from './compiler-thread.ts';

/** Threads that serve. One that has died is replaced. */
export type Crew = { stop(): Promise<void> };

const firstDelayMs = 500;
const longestDelayMs = 30_000;

/**
 * Keeps `size` threads serving, of which `first` runs already. `serve` is given one and comes back when the thread has
 * died or nothing is left to serve.
 */
export function createCrew(
  first: CompilerThread,
  size: number,
  start: StartThread,
  serve: (thread: CompilerThread) => Promise<void>,
  stopping: AbortController,
): Crew {
  const { signal } = stopping;
  const keepServing = async (ready?: CompilerThread): Promise<void> => {
    for (let thread = ready ?? (await startAgain(start, signal)); thread; thread = await startAgain(start, signal)) {
      await serve(thread);
      await thread.stop();
    }
  };
  const posts = Array.from({ length: size }, (_, index) => keepServing(index === 0 ? first : undefined));
  return {
    async stop() {
      stopping.abort();
      await Promise.all(posts);
    },
  };
}

/** Tries until there is a thread, ever more seldom: the machine may be short of memory. Undefined once it is to stop. */
async function startAgain(start: StartThread, signal: AbortSignal): Promise<CompilerThread | undefined> {
  for (let delayMs = firstDelayMs; !signal.aborted; delayMs = Math.min(delayMs * 2, longestDelayMs)) {
    try {
      return await start(signal);
    } catch (error) {
      if (signal.aborted) return undefined;
      log.error({ err: error }, 'a thread that compiles did not start');
      await wait(delayMs, undefined, { signal }).catch(() => undefined);
    }
  }
  return undefined;
}
