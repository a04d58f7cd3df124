import { createBoundedCache } from '@fiscal/kit';
import type { Answer, Identified, Priced, RequestRecord, Stage } from '../request.ts';
import type { RefuseBadToken } from './authenticate.ts';
import { type Bucket, bucketOf, bucketOfAddress, type RateLimits, rateOf, tellRate, tooMany } from './bucket.ts';
import type { Verdict } from './gcra.ts';
import type { Limiter } from './limiter.ts';

/** What a request costs that never comes to be priced: one that cannot be understood, or whose token is not good. */
const leastPoints = 1;
const rememberMost = 10_000;

/** The stages that share one memory of whose bucket is empty. */
export type RateStages = {
  /** Turns away whose bucket is known to be empty before anything of the request is read, and charges what was not priced. */
  readonly turnAway: Stage<Identified>;
  /** Charges the operation's estimated points, in one round trip. */
  readonly charge: Stage<Priced>;
  /** Charges the address for a token that is not good: whoever has a good one does not pay for a neighbour. */
  readonly refuseBadToken: RefuseBadToken;
};

/** Makes the stages of a limiter. Every answer tells what is left. */
export function createLimitRate(limiter: Limiter, limits: RateLimits, now: () => number): RateStages {
  const emptyUntil = createBoundedCache<number>(rememberMost, now);
  const conclude = (request: Identified, bucket: Bucket, verdict: Verdict): Answer | undefined => {
    tellRate(request, bucket, rateOf(bucket, limits), verdict);
    (request as RequestRecord).remainingPoints = verdict.remaining;
    if (verdict.remaining === 0) {
      const until = now() + verdict.retryAfterMs;
      emptyUntil.set(bucket.key, until, until);
    }
    return verdict.allowed ? undefined : tooMany(request, verdict.retryAfterMs);
  };
  const take = (request: Identified, bucket: Bucket, cost: number) => {
    (request as RequestRecord).isCharged = true;
    const verdict = limiter(bucket.key, rateOf(bucket, limits), cost);
    if (!(verdict instanceof Promise)) return conclude(request, bucket, verdict);
    return verdict.then((known) => conclude(request, bucket, known));
  };
  const refuseIfEmpty = (request: Identified, bucket: Bucket): Answer | undefined => {
    const until = emptyUntil.get(bucket.key);
    if (until === undefined) return undefined;
    const leftMs = Math.max(until - now(), 1);
    tellRate(request, bucket, rateOf(bucket, limits), {
      allowed: false,
      remaining: 0,
      resetMs: limits.windowMs,
      retryAfterMs: leftMs,
    });
    return tooMany(request, leftMs);
  };
  return {
    turnAway: (next) => async (request) => {
      const bucket = bucketOf(request);
      const refused = refuseIfEmpty(request, bucket);
      if (refused) return refused;
      try {
        return await next(request);
      } finally {
        if (!request.isCharged) await take(request, bucket, leastPoints);
      }
    },
    charge: (next) => (request) => {
      const refused = take(request, bucketOf(request), Math.max(request.cost, leastPoints));
      if (!(refused instanceof Promise)) return refused ?? next(request);
      return refused.then((answer) => answer ?? next(request));
    },
    async refuseBadToken(request, refusal) {
      const bucket = bucketOfAddress(request.address);
      // Nobody is known behind the token: the address pays as one without.
      const anonymous = request as Identified;
      const over = refuseIfEmpty(anonymous, bucket) ?? (await take(anonymous, bucket, leastPoints));
      if (over) return over;
      throw refusal;
    },
  };
}
