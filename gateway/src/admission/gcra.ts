/** How much may be asked: `points` at once, and as many again within each window. */
export type Rate = { readonly points: number; readonly windowMs: number };

export type Verdict = {
  readonly allowed: boolean;
  /** Whole points that are left now. */
  readonly remaining: number;
  /** Until all points are there again. */
  readonly resetMs: number;
  /** Until what was refused would be allowed, or else until there is a point again; 0 when there is one now. */
  readonly retryAfterMs: number;
};

/**
 * The generic cell rate algorithm (ITU-T I.371, annex A) with the window as its tolerance: `fullAt` is when the bucket
 * will be full again, which is all that has to be kept of it. What costs more than a whole bucket is charged as one.
 */
export function take(fullAt: number, { points, windowMs }: Rate, cost: number, now: number) {
  const msPerPoint = windowMs / points;
  const before = Math.max(fullAt, now);
  const after = before + Math.min(cost, points) * msPerPoint;
  // Half a microsecond for what floating point loses: a full bucket is a full bucket.
  const allowed = after - now <= windowMs + 0.000_5;
  return {
    fullAt: allowed ? after : before,
    verdict: verdictOf(allowed, before - now, after - now, { points, windowMs }),
  };
}

/** What comes of a taking. `beforeMs` and `afterMs`: until the bucket would be full without it and with it. */
export function verdictOf(allowed: boolean, beforeMs: number, afterMs: number, { points, windowMs }: Rate): Verdict {
  const msPerPoint = windowMs / points;
  const resetMs = Math.max(allowed ? afterMs : beforeMs, 0);
  const remaining = Math.max(Math.floor((windowMs - resetMs) / msPerPoint + 1e-6), 0);
  const untilOne = remaining > 0 ? 0 : Math.max(resetMs + msPerPoint - windowMs, 0);
  return { allowed, remaining, resetMs, retryAfterMs: allowed ? untilOne : afterMs - windowMs };
}
