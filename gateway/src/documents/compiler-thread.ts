import { Worker } from 'node:worker_threads';
import type { Greeting, Job, JobOutcome, ThreadData } from '../compiler/thread-messages.ts';

/** A thread that compiles. It does one job at a time, and is of no more use once a job has failed. */
export type CompilerThread = {
  readonly greeting: Exclude<Greeting, { unfit: string }>;
  /** Errors: ThreadTimeout when the job takes too long, ThreadDeath when the thread dies of it. */
  run(job: Job, timeoutMs: number): Promise<JobOutcome>;
  stop(): Promise<void>;
};

export type StartThread = (signal: AbortSignal) => Promise<CompilerThread>;

/** A thread's job has taken too long. The thread is ended: nothing else ends a loop. */
export class ThreadTimeout extends Error {
  override readonly name = 'ThreadTimeout';
}

/** A thread has ended: told to, or of more than its memory holds. */
class ThreadDeath extends Error {
  override readonly name = 'ThreadDeath';
}

type Waiting = { readonly settle: (message: unknown) => void; readonly fail: (error: Error) => void };

const worker = new URL('../compiler/worker.ts', import.meta.url);

/**
 * Starts a thread and waits until it has read its supergraph. Aborting the signal ends it, whatever it is at.
 * Errors: an Error that says what is wrong with the supergraph; ThreadTimeout; ThreadDeath.
 */
export async function startCompilerThread(
  data: ThreadData,
  maxMemoryMb: number,
  loadTimeoutMs: number,
  signal: AbortSignal,
): Promise<CompilerThread> {
  const thread = startWorker(data, maxMemoryMb);
  const { ask, stop } = listenTo(thread, signal);
  try {
    const greeting = (await ask(undefined, loadTimeoutMs)) as Greeting;
    if ('unfit' in greeting) throw new Error(greeting.unfit);
    // The thread answers each job with one outcome.
    return { greeting, stop, run: (job, timeoutMs) => ask(job, timeoutMs) as Promise<JobOutcome> };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Neither the flags nor the environment of the process are a compiler's business: it is given what it needs. */
function startWorker(workerData: ThreadData, maxMemoryMb: number): Worker {
  const resourceLimits = { maxOldGenerationSizeMb: maxMemoryMb };
  return new Worker(worker, { workerData, execArgv: [], env: {}, resourceLimits });
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
  const stopIt = () => end(new ThreadDeath('a thread that compiles was told to stop'));
  thread.on('message', (message) => waiting?.settle(message));
  thread.on('error', (cause) => end(new ThreadDeath(`a thread that compiles has died: ${cause}`, { cause })));
  thread.on('exit', () => {
    signal.removeEventListener('abort', stopIt);
    end(new ThreadDeath('a thread that compiles has ended'));
  });
  if (signal.aborted) stopIt();
  else signal.addEventListener('abort', stopIt);
  const ask = async (job: Job | undefined, timeoutMs: number): Promise<unknown> => {
    if (ended) throw ended;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const late = () => end(new ThreadTimeout(`a thread that compiles has taken longer than ${timeoutMs} ms`));
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
