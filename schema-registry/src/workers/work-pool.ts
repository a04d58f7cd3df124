import { deserialize } from 'node:v8';
import { log, Refusal } from '@fiscal/kit';
import type { Job, Outcome } from './messages.ts';
import { keepCrew } from './work-crew.ts';
import { createWorkLine, type WorkLine } from './work-line.ts';
import { startWorkThread, ThreadOutOfMemory, ThreadTimeout, type WorkThread } from './work-thread.ts';

/** Does jobs one after the other in each of its threads. */
export type WorkPool = {
  /** Errors: those of `RunWork`, and the Refusals of the work itself. */
  run(job: Job, deadlineMs: number): Promise<Finished>;
  /** Ends the threads; what is under way or waits is refused. */
  stop(): Promise<void>;
};

/** What a job gave, and how large it was on its way here. */
export type Finished = { readonly value: unknown; readonly bytes: number };

export type WorkPoolOptions = {
  readonly threads: number;
  /** What one thread may hold. */
  readonly maxMemoryMb: number;
};

type Task = {
  readonly job: Job;
  readonly deadlineMs: number;
  readonly settle: (outcome: Outcome) => void;
  readonly fail: (error: unknown) => void;
};

/** What may wait, and how long: as long as rover asks for the result of a check. */
const line = { places: 4_000, bytes: 256 * 1024 * 1024, patienceMs: 300_000 };

/** Starts threads for work. Jobs may be given to it at once: they wait for the first that is ready. */
export function createWorkPool({ threads, maxMemoryMb }: WorkPoolOptions): WorkPool {
  const stopping = new AbortController();
  const waiting = createWorkLine<Task>(line, ({ fail }) => fail(refusals.full()));
  const start = (signal: AbortSignal) => startWorkThread(maxMemoryMb, signal);
  const ended = keepCrew(threads, start, (thread) => serve(waiting, thread, stopping.signal), stopping.signal);
  return {
    async run(job, deadlineMs) {
      const { promise, resolve: settle, reject: fail } = Promise.withResolvers<Outcome>();
      if (!waiting.join({ job, deadlineMs, settle, fail }, job.input.byteLength)) throw refusals.full();
      return unwrap(job, await promise);
    },
    async stop() {
      for (const { fail } of waiting.close()) fail(refusals.failed(new Error('the work was told to stop')));
      stopping.abort();
      await ended;
    },
  };
}

/** Gives a thread one task after the other, until it dies or there are no more. */
async function serve(waiting: WorkLine<Task>, thread: WorkThread, stopping: AbortSignal): Promise<void> {
  for (let task = await waiting.next(); task; task = await waiting.next()) {
    try {
      task.settle(await thread.run(task.job, task.deadlineMs));
    } catch (error) {
      if (!stopping.aborted) log.warn({ err: error, work: task.job.kind }, 'a job ended the thread that worked on it');
      return task.fail(refusalOf(error));
    }
  }
}

function unwrap({ kind }: Job, outcome: Outcome): Finished {
  if ('value' in outcome) return { value: deserialize(outcome.value), bytes: outcome.value.byteLength };
  if ('refusal' in outcome) throw new Refusal(outcome.refusal.kind, outcome.refusal.code, outcome.refusal.message);
  log.error({ err: outcome.error, work: kind }, 'work failed');
  throw refusals.failed(new Error(outcome.error));
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof ThreadTimeout) return refusals.late(error);
  return error instanceof ThreadOutOfMemory ? refusals.large(error) : refusals.failed(error);
}

const refusals = {
  late: (cause: unknown) =>
    new Refusal('unavailable', 'WORK_DEADLINE', 'working on this schema takes longer than one may', { cause }),
  large: (cause: unknown) =>
    new Refusal('unavailable', 'WORK_MEMORY', 'working on this schema needs more memory than one may have', { cause }),
  failed: (cause: unknown) =>
    new Refusal('unavailable', 'WORK_FAILED', 'working on this schema failed; the log says why', { cause }),
  full: () => new Refusal('unavailable', 'WORK_QUEUE_FULL', 'too much waits to be worked on; try again later'),
};
