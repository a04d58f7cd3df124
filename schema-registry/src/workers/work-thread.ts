import { isNativeError } from 'node:util/types';
import { Worker } from 'node:worker_threads';
import type { Job, Outcome } from './messages.ts';

/** A thread that works. It does one job at a time, and is of no more use once a job has failed. */
export type WorkThread = {
  /** Errors: ThreadTimeout when the job takes too long, ThreadOutOfMemory, ThreadDeath when it dies of anything else. */
  run(job: Job, timeoutMs: number): Promise<Outcome>;
  stop(): Promise<void>;
};

/** Errors: those of `WorkThread.run`. Aborting the signal ends the thread, whatever it is at. */
export type StartThread = (signal: AbortSignal) => Promise<WorkThread>;

/** A thread's job has taken too long. The thread is ended: nothing else ends a loop. */
export class ThreadTimeout extends Error {
  override readonly name = 'ThreadTimeout';
}

/** A thread has come to the end of the memory that it may have. */
export class ThreadOutOfMemory extends Error {
  override readonly name = 'ThreadOutOfMemory';
}

/** A thread has ended, of itself or because it was told to. */
class ThreadDeath extends Error {
  override readonly name = 'ThreadDeath';
}

type Waiting = { readonly settle: (message: unknown) => void; readonly fail: (error: Error) => void };

const worker = new URL('./worker.ts', import.meta.url);
/** What composes goes as deep as types lead to each other. */
const stackSizeMb = 32;
/** Loading everything takes half a second, on a busy machine many. */
const loadTimeoutMs = 120_000;

/** Starts a thread that may hold `maxMemoryMb`, and waits until it is ready for work. */
export async function startWorkThread(maxMemoryMb: number, signal: AbortSignal): Promise<WorkThread> {
  // Neither the flags nor the environment of the process are the business of work.
  const resourceLimits = { maxOldGenerationSizeMb: maxMemoryMb, stackSizeMb };
  const { ask, stop } = listenTo(new Worker(worker, { execArgv: [], env: {}, resourceLimits }), signal);
  try {
    await ask(undefined, loadTimeoutMs);
    // The thread answers each job with one outcome.
    return { stop, run: (job, timeoutMs) => ask(job, timeoutMs) as Promise<Outcome> };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Turns the events of a thread into answers: one message for each thing asked, or its end. */
function listenTo(thread: Worker, signal: AbortSignal) {
  let waiting: Waiting | undefined;
  let ended: Error | undefined;
  const end = (error: Error) => {
    ended ??= error;
    waiting?.fail(ended);
    void thread.terminate();
  };
  const stopIt = () => end(new ThreadDeath('a thread was told to stop'));
  thread.on('message', (message) => waiting?.settle(message));
  thread.on('error', (cause) => end(deathOf(cause)));
  thread.on('exit', () => {
    signal.removeEventListener('abort', stopIt);
    end(new ThreadDeath('a thread has ended'));
  });
  if (signal.aborted) stopIt();
  else signal.addEventListener('abort', stopIt);
  const ask = async (job: Job | undefined, timeoutMs: number): Promise<unknown> => {
    if (ended) throw ended;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const late = () => end(new ThreadTimeout(`a thread has taken longer than ${timeoutMs} ms`));
    const timer = setTimeout(late, timeoutMs);
    waiting = { settle: resolve, fail: reject };
    if (job) thread.postMessage(job);
    return promise.finally(() => {
      clearTimeout(timer);
      waiting = undefined;
    });
  };
  return { ask, stop: async () => void (await thread.terminate()) };
}

function deathOf(cause: unknown): Error {
  const code = isNativeError(cause) && 'code' in cause ? cause.code : undefined;
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') return new ThreadOutOfMemory('a thread needs more memory', { cause });
  return new ThreadDeath(`a thread has died: ${cause}`, { cause });
}
