/** Whether what follows a partition still reads it: one that hangs is silent, as one is that has nothing to read. */
export type Reading = {
  /** Something was read, or reading has just begun. */
  onProgress(now: number): void;
  /** The log ends there, when `read` was how far it was read. */
  onEnd(end: number, read: number, now: number): void;
  isProven(now: number): boolean;
};

/** How long reading may be behind without moving before it is taken for hanging. */
const hangingMs = 4_000;

/** Makes the watch over a partition that begins to be read at `now`, in milliseconds. */
export function createReading(now: number): Reading {
  let provenAt = now;
  return {
    onProgress(at) {
      provenAt = at;
    },
    onEnd(end, read, at) {
      if (read >= end) provenAt = at;
    },
    isProven: (at) => at - provenAt <= hangingMs,
  };
}
