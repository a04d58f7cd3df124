/** How many retries a stream of calls may cause. */
export type RetryBudget = {
  /** Tells of a first attempt: it earns a share of a retry. */
  onCall(): void;
  /** Takes one retry out of the budget; false when there is none left, and then the failure stands. */
  tryRetry(): boolean;
  /** Whole retries that are left now. */
  left(): number;
};

/** Retries that may be made without calls to pay for them, and the most that can be saved up. */
const reserve = 10;

/** A retry costs this many tokens. Whole numbers, so that a share of a retry never drifts. */
const cost = 1000;

/**
 * Bounds retries to a share of the calls, so that a dependency that struggles is not knocked over by those who wait for
 * it. `ratio` is retries per call, 0.1 for one in ten; ten retries are in store at the start and never more than that.
 */
export function createRetryBudget(ratio: number): RetryBudget {
  const share = Math.round(ratio * cost);
  let tokens = reserve * cost;
  return {
    onCall: () => {
      tokens = Math.min(reserve * cost, tokens + share);
    },
    tryRetry: () => {
      if (tokens < cost) return false;
      tokens -= cost;
      return true;
    },
    left: () => Math.floor(tokens / cost),
  };
}
