import { setTimeout as delay } from 'node:timers/promises';

/** How a process ended. */
export type Ending = { readonly code: number | null; readonly how: string };

/** A process that was started. */
export type Running = {
  readonly pid: number;
  readonly exited: Promise<Ending>;
  /** Asks it to stop, and kills it when it has not within the budget. */
  stop(budgetMs: number): Promise<void>;
};

/** What can be started, again and again. */
export type Program = { readonly name: string; launch(): Promise<Running> };

export type Supervised = {
  readonly name: string;
  /** Undefined while it is down. */
  pid(): number | undefined;
  /** Set once it has ended for want of settings: it is not started again. */
  givenUp(): boolean;
  /** Kills it and leaves it down until `resume`. */
  suspend(): Promise<void>;
  resume(): void;
  stop(budgetMs: number): Promise<void>;
};

/** EX_CONFIG of sysexits(3): a service says that starting it again is of no use. */
const configurationFault = 78;
const firstPauseMs = 200;
const longestPauseMs = 5_000;
const steadyMs = 10_000;

/** Starts a program and starts it again whenever it ends, after 0.2 s, then longer, up to 5 s. */
export function supervise(program: Program, log: (line: string) => void): Supervised {
  const stopping = new AbortController();
  let running: Running | undefined;
  let gate = Promise.resolve();
  let openGate = () => {};
  let givenUp = false;

  async function runOnce(): Promise<Ending> {
    try {
      running = await program.launch();
      if (stopping.signal.aborted) await running.stop(firstPauseMs);
      return await running.exited;
    } catch (error) {
      return { code: null, how: error instanceof Error ? error.message : String(error) };
    } finally {
      running = undefined;
    }
  }

  async function keepRunning(): Promise<void> {
    for (let pauseMs = firstPauseMs; !stopping.signal.aborted; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      const begun = Date.now();
      const { code, how } = await runOnce();
      if (stopping.signal.aborted) return;
      givenUp = code === configurationFault;
      if (givenUp) return;
      if (Date.now() - begun > steadyMs) pauseMs = firstPauseMs;
      log(`ended (${how}), starts again in ${pauseMs / 1000} s`);
      await delay(pauseMs, undefined, { signal: stopping.signal }).catch(() => {});
      await gate;
    }
  }

  const kept = keepRunning();
  return {
    name: program.name,
    pid: () => running?.pid,
    givenUp: () => givenUp,
    async suspend() {
      gate = new Promise((resolve) => {
        openGate = resolve;
      });
      await running?.stop(0);
    },
    resume: () => openGate(),
    async stop(budgetMs) {
      stopping.abort();
      openGate();
      await running?.stop(budgetMs);
      await kept;
    },
  };
}
