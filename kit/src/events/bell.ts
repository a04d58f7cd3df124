/** Something to wait for that may come early. */
export type Bell = {
  ring(): void;
  /** Resolves when it was rung since the last wait, after so many milliseconds, or when the signal is aborted. */
  wait(timeoutMs: number, signal: AbortSignal): Promise<void>;
};

/** Makes a bell for one who waits. */
export function createBell(): Bell {
  let rung = false;
  let wake: (() => void) | undefined;

  function sleep(timeoutMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(end, timeoutMs);
      function end(): void {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        wake = undefined;
        resolve();
      }
      wake = end;
      signal.addEventListener('abort', end);
    });
  }

  return {
    ring() {
      rung = true;
      wake?.();
    },
    async wait(timeoutMs, signal) {
      if (!rung && !signal.aborted) await sleep(timeoutMs, signal);
      rung = false;
    },
  };
}
