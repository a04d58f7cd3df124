import { log } from '@fiscal/kit';

/** Does something again and again, never twice at the same time. */
export type Ticking = {
  /** Does it at once, or again as soon as what is being done is. */
  now(): void;
  stop(): Promise<void>;
};

/** Begins to do it, with so long a pause after each time. What it throws is logged. */
export function createTicking(tick: () => Promise<void>, everyMs: number): Ticking {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let isWanted = false;
  let isStopped = false;

  const run = () => {
    clearTimeout(timer);
    isWanted = false;
    running = tick()
      .catch((error: unknown) => log.error({ err: error }, 'the fan-out could not be looked after'))
      .finally(() => {
        running = undefined;
        if (isStopped) return;
        if (isWanted) run();
        else timer = setTimeout(run, everyMs);
      });
  };
  timer = setTimeout(run, everyMs);
  return {
    now() {
      if (isStopped) return;
      if (running) isWanted = true;
      else run();
    },
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
