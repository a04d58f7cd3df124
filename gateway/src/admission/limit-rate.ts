import { Refusal, type Tier } from '@fiscal/kit';
import { refused } from '../answer.ts';
import { networkOf } from '../http/address.ts';
import type { Answer, Correlated, Identified, Stage } from '../request.ts';
import type { Counter, Usage } from './counter.ts';

/** Requests a minute: by tier for a whole organisation, and for each address of callers who did not sign in. */
export type RateLimits = Readonly<Record<Tier | 'anonymous', number>>;

/** The window that limits are counted in. */
export const rateWindowMs = 60_000;

/**
 * Lets each organisation ask as often as its tier allows, before anything of the request is read or parsed. Every
 * answer tells what is left, in the headers of draft-ietf-httpapi-ratelimit-headers.
 */
export function createLimitRate(count: Counter, limits: RateLimits): Stage<Identified> {
  return (request, next) => admit(count, limits, bucketOf(request), async () => next(request));
}

/**
 * Counts requests whose token is not good for the address they come from, as those without a token. The token is
 * looked at first all the same: whoever has a good one does not pay for a neighbour behind the same address.
 */
export function createLimitBadTokens(count: Counter, limits: RateLimits): Stage<Correlated> {
  return async (request, next) => {
    try {
      return await next(request);
    } catch (error) {
      if (!(error instanceof Refusal) || error.kind !== 'unauthenticated') throw error;
      return admit(count, limits, bucketOfAddress(request), async () => refused(error));
    }
  };
}

type Bucket = { readonly policy: keyof RateLimits; readonly key: string };

/** Takes one from a bucket: the answer when it was not empty, and in any case what is left of it. */
async function admit(count: Counter, limits: RateLimits, { policy, key }: Bucket, answer: () => Promise<Answer>) {
  const limit = limits[policy];
  const usage = await count(key);
  const given = usage.used > limit ? tooMany(usage) : await answer();
  return { ...given, headers: { ...given.headers, ...rateHeaders(policy, limit, usage) } };
}

function bucketOf({ caller: { identity }, address }: Identified): Bucket {
  if (identity.kind === 'user') return { policy: identity.tier, key: `tenant:${identity.tenantId}` };
  return bucketOfAddress({ address });
}

function bucketOfAddress({ address }: Pick<Correlated, 'address'>): Bucket {
  return { policy: 'anonymous', key: `address:${networkOf(address)}` };
}

function rateHeaders(policy: string, limit: number, { used, resetMs }: Usage): Record<string, string> {
  return {
    'ratelimit-policy': `"${policy}";q=${limit};w=${rateWindowMs / 1_000}`,
    ratelimit: `"${policy}";r=${Math.max(limit - used, 0)};t=${seconds(resetMs)}`,
  };
}

function tooMany({ resetMs }: Usage): Answer {
  const retryAfterSeconds = seconds(resetMs);
  const error = { message: 'too many requests', extensions: { code: 'RATE_LIMITED', retryAfterSeconds } };
  return {
    kind: 'refused',
    status: 429,
    headers: { 'retry-after': String(retryAfterSeconds) },
    result: { errors: [error] },
  };
}

function seconds(ms: number): number {
  return Math.max(Math.ceil(ms / 1_000), 1);
}
