import type { Tier } from '@fiscal/kit';
import { networkOf } from '../http/address.ts';
import type { Answer, Correlated, Identified, Stage } from '../request.ts';
import type { RefuseBadToken } from './authenticate.ts';
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
  return (next) => async (request) => (await overLimit(count, limits, bucketOf(request), request)) ?? next(request);
}

/**
 * Counts requests whose token is not good for the address they come from, as those without a token. The token is
 * looked at first all the same: whoever has a good one does not pay for a neighbour behind the same address.
 */
export function createLimitBadTokens(count: Counter, limits: RateLimits): RefuseBadToken {
  return async (request, refusal) => {
    const over = await overLimit(count, limits, bucketOfAddress(request), request);
    if (over) return over;
    throw refusal;
  };
}

type Bucket = { readonly policy: keyof RateLimits; readonly key: string };

/** Takes one from a bucket and tells in the answer's headers what is left of it: an answer when it was empty. */
async function overLimit(
  count: Counter,
  limits: RateLimits,
  { policy, key }: Bucket,
  { answerHeaders }: Correlated,
): Promise<Answer | undefined> {
  const limit = limits[policy];
  const usage = await count(key);
  answerHeaders['ratelimit-policy'] = `"${policy}";q=${limit};w=${rateWindowMs / 1_000}`;
  answerHeaders.ratelimit = `"${policy}";r=${Math.max(limit - usage.used, 0)};t=${seconds(usage.resetMs)}`;
  return usage.used > limit ? tooMany(usage, answerHeaders) : undefined;
}

function bucketOf({ caller: { identity }, address }: Identified): Bucket {
  if (identity.kind === 'user') return { policy: identity.tier, key: `tenant:${identity.tenantId}` };
  return bucketOfAddress({ address });
}

function bucketOfAddress({ address }: Pick<Correlated, 'address'>): Bucket {
  return { policy: 'anonymous', key: `address:${networkOf(address)}` };
}

function tooMany({ resetMs }: Usage, headers: Record<string, string>): Answer {
  const retryAfterSeconds = seconds(resetMs);
  headers['retry-after'] = String(retryAfterSeconds);
  const error = { message: 'too many requests', extensions: { code: 'RATE_LIMITED', retryAfterSeconds } };
  return { kind: 'refused', status: 429, headers, result: { errors: [error] } };
}

function seconds(ms: number): number {
  return Math.max(Math.ceil(ms / 1_000), 1);
}
