/** Whether a partition is heard over the bus, or must be followed here. Times in milliseconds of one clock. */
export type Hearing = {
  /** A head came that goes up to `to`, when what was told here went up to `told` at the furthest. Says whether it counts. */
  onHead(to: number, told: number, now: number): boolean;
  /** The bus is known to be away. */
  onSilence(): void;
  isDeaf(now: number): boolean;
};

/** Without a head for so long, the bus, the owner or the way to it is taken for gone. */
const staleMs = 2_000;
/** So long heads must have come again before they are relied on: whoever is slow or on the brink is not gone back to. */
const settledMs = 1_000;

/**
 * Makes the hearing of a partition that begins at `now`; until it is stale, it is given the benefit of the doubt. A head
 * that says less than was told here by the head before it does not count: its owner lags behind, or speaks of another log.
 */
export function createHearing(now: number): Hearing {
  let heardAt = now;
  let heardSince = Number.NEGATIVE_INFINITY;
  let toldBefore = 0;
  return {
    onHead(to, told, at) {
      const counts = to >= toldBefore;
      toldBefore = told;
      if (!counts) return false;
      if (at - heardAt > staleMs) heardSince = at;
      heardAt = at;
      return true;
    },
    onSilence() {
      heardAt = Number.NEGATIVE_INFINITY;
    },
    isDeaf: (at) => at - heardAt > staleMs || at - heardSince < settledMs,
  };
}
