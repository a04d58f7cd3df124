import type { Identity, Tier } from '@fiscal/kit';
import { networkOf } from '../http/address.ts';
import type { Answer, Correlated, Identified } from '../request.ts';
import type { Rate, Verdict } from './gcra.ts';

/** Points a window: by tier for a whole organisation, and for each address of callers who did not sign in. */
export type RateLimits = {
  readonly windowMs: number;
  readonly points: Readonly<Record<Tier | 'anonymous', number>>;
};

/** Who pays, out of what. */
export type Bucket = { readonly policy: Tier | 'anonymous'; readonly key: string };

/** By whose limits a caller is measured. */
export function policyOf(identity: Identity): Bucket['policy'] {
  return identity.kind === 'user' ? identity.tier : 'anonymous';
}

/** The bucket of a caller: the organisation's, or the address's where nobody signed in. */
export function bucketOf({ caller: { identity }, address }: Identified): Bucket {
  if (identity.kind !== 'user') return bucketOfAddress(address);
  const known = buckets.get(identity);
  if (known) return known;
  const bucket = { policy: identity.tier, key: `tenant:${identity.tenantId}` };
  buckets.set(identity, bucket);
  return bucket;
}

/** By identity, which is the same object for as long as its token is remembered. */
const buckets = new WeakMap<Identity, Bucket>();

/** The bucket of an address, a whole network where one client has many. */
export function bucketOfAddress(address: string): Bucket {
  return { policy: 'anonymous', key: `address:${networkOf(address)}` };
}

/** The rate of a bucket. */
export function rateOf({ policy }: Bucket, { points, windowMs }: RateLimits): Rate {
  return { points: points[policy], windowMs };
}

/** Tells in the answer's headers what is left, after draft-ietf-httpapi-ratelimit-headers. */
export function tellRate({ answerHeaders }: Correlated, { policy }: Bucket, rate: Rate, verdict: Verdict): void {
  answerHeaders['ratelimit-policy'] = `"${policy}";q=${rate.points};w=${Math.ceil(rate.windowMs / 1_000)}`;
  answerHeaders.ratelimit = `"${policy}";r=${verdict.remaining};t=${seconds(verdict.resetMs)}`;
}

/** The answer to who has asked for more than there was. */
export function tooMany({ answerHeaders: headers }: Correlated, retryAfterMs: number): Answer {
  const retryAfterSeconds = seconds(retryAfterMs);
  headers['retry-after'] = String(retryAfterSeconds);
  const error = { message: 'too many requests', extensions: { code: 'RATE_LIMITED', retryAfterSeconds } };
  return { kind: 'refused', status: 429, headers, result: { errors: [error] } };
}

function seconds(ms: number): number {
  return Math.max(Math.ceil(ms / 1_000), 1);
}
