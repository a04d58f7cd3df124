import { log, type Part } from '@fiscal/kit';
import type { CheckWork } from '../../store/index.ts';

/** How checks are taken, kept and let go of, in the store that all processes share. */
export type CheckLeases = {
  claim(limit: number): Promise<readonly CheckWork[]>;
  renew(ids: readonly string[]): Promise<void>;
  release(ids: readonly string[]): Promise<void>;
  /** Lets whoever comes first try again in a moment. */
  postpone(id: string): Promise<void>;
};

/**
 * Does a check to its end; gives false when it has to be tried again later, as when the signal is given meanwhile. It must
 * not throw for what the check is.
 */
export type PerformCheck = (work: CheckWork, stopping: AbortSignal) => Promise<boolean>;

/** Does the checks that are submitted here, and those that a process left behind. */
export type CheckLine = {
  /** Whether one more can begin at once. */
  hasRoom(): boolean;
  /** Begins one that is leased already. */
  begin(work: CheckWork): void;
  /** Resolves when the check has ended in this process, at the latest after so long. */
  ended(id: string, withinMs: number): Promise<void>;
};

const pollMs = 1_000;
const renewMs = 4_000;
const stopMs = 5_000;

/** Makes the line; at most `atOnce` checks are done at a time, the others wait in the store. */
export function createCheckLine(leases: CheckLeases, perform: PerformCheck, atOnce: number): CheckLine & Part {
  const running = new Map<string, Promise<void>>();
  const watchers = new Map<string, (() => void)[]>();
  const timers: NodeJS.Timeout[] = [];
  const stopping = new AbortController();
  let claiming: Promise<void> | undefined;

  const run = async (work: CheckWork): Promise<void> => {
    const { id } = work.workflow;
    try {
      const done = await perform(work, stopping.signal);
      if (!done) return await leases.postpone(id);
      for (const resolve of watchers.get(id) ?? []) resolve();
    } catch (error) {
      // It stays leased for a while, and is then tried again.
      log.warn({ err: error, check: id }, 'a check waits');
    } finally {
      running.delete(id);
    }
  };
  const begin = (work: CheckWork) => {
    const { id } = work.workflow;
    if (running.has(id)) return;
    running.set(
      id,
      run(work).then(() => refill()),
    );
  };
  const claim = async (): Promise<void> => {
    const room = atOnce - running.size;
    if (stopping.signal.aborted || room <= 0) return;
    try {
      for (const work of await leases.claim(room)) begin(work);
    } catch (error) {
      log.warn({ err: error }, 'checks wait');
    }
  };
  function refill(): void {
    claiming ??= claim().finally(() => {
      claiming = undefined;
    });
  }
  const renew = () => {
    if (running.size === 0) return;
    leases.renew([...running.keys()]).catch((error: unknown) => log.warn({ err: error }, 'leases were not renewed'));
  };
  return {
    name: 'checks',
    hasRoom: () => !stopping.signal.aborted && running.size < atOnce,
    begin,
    ended: (id, withinMs) =>
      new Promise((resolve) => {
        const late = setTimeout(end, withinMs);
        function end() {
          clearTimeout(late);
          watchers.delete(id);
          resolve();
        }
        watchers.set(id, [...(watchers.get(id) ?? []), end]);
      }),
    async start() {
      refill();
      timers.push(setInterval(refill, pollMs), setInterval(renew, renewMs));
    },
    async stop() {
      stopping.abort();
      for (const timer of timers) clearInterval(timer);
      await claiming;
      await settled([...running.values()]);
      await leases.release([...running.keys()]);
    },
  };
}

async function settled(running: readonly Promise<void>[]): Promise<void> {
  let late: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    late = setTimeout(resolve, stopMs);
  });
  await Promise.race([Promise.all(running), timeout]);
  clearTimeout(late);
}
