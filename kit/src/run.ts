import { log } from './log.ts';

/**
 * Something a process runs: a server, a pool, a consumer. `stop` may be called while `start` is still under way.
 * `ready` rejects while the part is unfit for work.
 */
export type Part = {
  readonly name: string;
  start(): Promise<void>;
  stop(): Promise<void>;
  ready?(): Promise<void>;
};

const lingerMs = 1_000;
/** What each part that is yet to be stopped keeps of the budget, however long those before it take. */
const reservedMs = 1_000;

/**
 * Starts the parts in order, waits for the signal, and stops them in reverse within `stopBudgetMs` in all.
 * A part that does not start ends the process with exit code 1, as does a signal aborted by `crash`.
 */
export async function run(parts: readonly Part[], signal: AbortSignal, stopBudgetMs = 30_000): Promise<void> {
  const begun: Part[] = [];
  // Parts that hold nothing open must not let the process end before it is told to.
  const alive = setInterval(() => undefined, 2 ** 30);
  try {
    for (const part of parts) {
      if (signal.aborted) break;
      begun.push(part);
      await Promise.race([part.start(), aborted(signal)]);
    }
    if (!signal.aborted) log.info({ parts: parts.map((part) => part.name) }, 'started');
    await aborted(signal);
    if (signal.reason instanceof Error && signal.reason.name === 'Crash') process.exitCode = 1;
  } catch (error) {
    log.fatal({ err: error, part: begun.pop()?.name }, 'a part did not start');
    process.exitCode = 1;
  }
  await stopAll(begun.reverse(), Date.now() + stopBudgetMs);
  clearInterval(alive);
  // A handle that some library left open must not keep a stopped process alive.
  setTimeout(() => process.exit(), lingerMs).unref();
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

async function stopAll(parts: readonly Part[], deadlineAt: number): Promise<void> {
  for (const [index, part] of parts.entries()) {
    const reserved = (parts.length - index - 1) * reservedMs;
    try {
      await within(part.stop(), deadlineAt - Date.now() - reserved);
    } catch (error) {
      log.error({ err: error, part: part.name }, 'a part did not stop and is abandoned');
    }
  }
  log.info('stopped');
}

/** Rejects when the work is not done after so many milliseconds. */
export function within<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done within ${timeoutMs} ms`)), Math.max(timeoutMs, 0));
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

const stopping = new AbortController();
let listening = false;

/** A signal that SIGTERM, SIGINT, an uncaught error or `crash` aborts. Later signals are ignored: stopping has its own budget. */
export function stopSignal(): AbortSignal {
  if (!listening) {
    listening = true;
    process.on('SIGTERM', () => stopping.abort());
    process.on('SIGINT', () => stopping.abort());
    process.on('uncaughtException', crash);
    process.on('unhandledRejection', crash);
  }
  return stopping.signal;
}

/** For errors after which the process cannot be trusted: logs, stops all parts and exits with 1, for a supervisor to restart. */
export function crash(error: unknown): void {
  log.fatal({ err: error }, 'crashed');
  stopping.abort(Object.assign(new Error('crashed', { cause: error }), { name: 'Crash' }));
}
