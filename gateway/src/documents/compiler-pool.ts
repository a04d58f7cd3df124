import { log, Refusal } from '@fiscal/kit';
import type { CompilerOptions } from '../compiler/compiler.ts';
import type { Compiled, Compiler, DocumentKey, Introspections, ReadOutcome, Variant } from '../compiler/contract.ts';
import type { Trust } from '../compiler/graph/load-supergraph.ts';
import type { Job, JobOutcome } from '../compiler/thread-messages.ts';
import { createCrew } from './compiler-crew.ts';
import { type CompilerThread, type StartThread, startCompilerThread, ThreadTimeout } from './compiler-thread.ts';
import { createPoison } from './poison.ts';
import { createWaitingLine, type WaitingLine } from './waiting-line.ts';

/** A compiler in threads of its own: the same functions, and nothing that they cost or break is felt here. */
export type RemoteCompiler = Pick<Compiler, 'apiSdl' | 'subgraphs' | 'liveFields'> & {
  /** Errors: Refusal `PLANNING_TIMEOUT`, `PLANNING_FAILED`, `PLANNING_OVERLOADED`. */
  read(key: DocumentKey): Promise<ReadOutcome>;
  /** Only for a key that was read without faults. Errors: as `read`, and those of the compiler for clients. */
  compile(key: DocumentKey, variant: Variant): Promise<Compiled>;
  /** As `Compiler.introspect`. Errors: as `read`. */
  introspect(key: DocumentKey, variables: Readonly<Record<string, unknown>>): Promise<Introspections>;
  /** Ends the threads; what is under way is refused. */
  stop(): Promise<void>;
};

export type CompilerPoolOptions = {
  readonly compiler: CompilerOptions;
  readonly threads: number;
  /** How long one document may take, and how long it may wait for its turn. */
  readonly timeoutMs: number;
  /** What one thread may hold, the supergraph included. */
  readonly maxMemoryMb: number;
};

type Task = {
  readonly job: Job;
  readonly settle: (outcome: JobOutcome) => void;
  readonly fail: (error: unknown) => void;
};

const maxWaiting = 256;
/** Reading a supergraph of some megabytes takes seconds, on a busy machine many. */
const loadTimeoutMs = 120_000;
const poisonMs = 60_000;

/**
 * Starts threads that compile operations of a supergraph, and waits for the first of them.
 * Errors: an Error that says what is wrong with the supergraph, or that reading it takes too much time or memory.
 */
export async function createCompilerPool(supergraphSdl: string, options: CompilerPoolOptions): Promise<RemoteCompiler> {
  const { timeoutMs, maxMemoryMb, threads } = options;
  const stopping = new AbortController();
  const startWith =
    (trust: Trust): StartThread =>
    (signal) =>
      startCompilerThread({ supergraphSdl, options: options.compiler, trust }, maxMemoryMb, loadTimeoutMs, signal);
  const first = await startWith('unchecked')(stopping.signal);
  const line = createWaitingLine<Task>(maxWaiting, timeoutMs, ({ fail }) => fail(overloaded()));
  const crew = createCrew(
    first,
    threads,
    startWith('checked-before'),
    createServe(line, timeoutMs, stopping.signal),
    stopping,
  );
  const submit = createSubmit(line);
  return {
    ...first.greeting,
    // A job without variant is answered by a reading, one with a variant by something compiled, and so on.
    read: (key) => submit({ key }) as Promise<ReadOutcome>,
    compile: (key, variant) => submit({ key, variant }) as Promise<Compiled>,
    introspect: (key, variables) => submit({ key, variables }) as Promise<Introspections>,
    async stop() {
      for (const { fail } of line.close()) fail(overloaded());
      await crew.stop();
    },
  };
}

function createServe(line: WaitingLine<Task>, timeoutMs: number, stopping: AbortSignal) {
  return async (thread: CompilerThread): Promise<void> => {
    for (let task = await line.next(); task; task = await line.next()) {
      try {
        task.settle(await thread.run(task.job, timeoutMs));
      } catch (error) {
        if (!stopping.aborted) log.warn({ err: error }, 'a document ended a thread that compiles');
        return task.fail(error);
      }
    }
  };
}

function createSubmit(line: WaitingLine<Task>) {
  const poison = createPoison(poisonMs, Date.now);
  return async (job: Job): Promise<ReadOutcome | Compiled | Introspections> => {
    const poisonous = poison.refusalOf(job.key);
    if (poisonous) throw poisonous;
    const { promise, resolve: settle, reject: fail } = Promise.withResolvers<JobOutcome>();
    if (!line.join({ job, settle, fail })) throw overloaded();
    const outcome = await promise.catch((error: unknown) => {
      const refusal = refusalOf(error);
      if (refusal !== error) poison.remember(job.key, refusal);
      throw refusal;
    });
    return unwrap(outcome);
  };
}

/** What a thread gave, or the error it told of. */
function unwrap(outcome: JobOutcome): ReadOutcome | Compiled | Introspections {
  if ('value' in outcome) return outcome.value;
  if ('error' in outcome) throw failed(new Error(outcome.error));
  throw new Refusal(outcome.refusal.kind, outcome.refusal.code, outcome.refusal.message);
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  return error instanceof ThreadTimeout ? timedOut(error) : failed(error);
}

function timedOut(cause: unknown): Refusal {
  return new Refusal('unavailable', 'PLANNING_TIMEOUT', 'the operation takes too long to prepare', { cause });
}

function failed(cause: unknown): Refusal {
  return new Refusal('unavailable', 'PLANNING_FAILED', 'the operation could not be prepared', { cause });
}

function overloaded(): Refusal {
  return new Refusal('unavailable', 'PLANNING_OVERLOADED', 'too many new operations at a time; try again later');
}
