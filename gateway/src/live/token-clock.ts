/** Tells when a token is about to end, and when it has. */
export type TokenClock = {
  /** Goes by this end from now on (epoch milliseconds); undefined: the token does not end. */
  set(expiresAt: number | undefined): void;
  stop(): void;
};

/** So long before a token ends its owner is told. */
const warnMs = 60_000;
/** A timer of Node's takes no longer delay than this. */
const maxDelayMs = 2 ** 31 - 1;

/** Makes a clock that is not set yet. */
export function createTokenClock(on: { warn(expiresAt: number): void; end(): void }, now: () => number): TokenClock {
  let timers: NodeJS.Timeout[] = [];
  const stop = () => {
    for (const timer of timers) clearTimeout(timer);
    timers = [];
  };
  const at = (time: number, work: () => void) => {
    const timer = setTimeout(work, Math.min(Math.max(time - now(), 0), maxDelayMs));
    timer.unref();
    timers.push(timer);
  };
  return {
    set(expiresAt) {
      stop();
      if (expiresAt === undefined) return;
      at(expiresAt - warnMs, () => on.warn(expiresAt));
      at(expiresAt, on.end);
    },
    stop,
  };
}
