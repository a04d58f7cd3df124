import { createHash } from 'node:crypto';
import type { Priced, Stage } from '../request.ts';
import { bucketOfAddress, tooMany } from './bucket.ts';
import type { Limiter } from './limiter.ts';

/** Root fields that are limited by themselves, such as signing in. */
export type GuardedLimits = Readonly<
  Record<
    string,
    {
      /** The argument that names an account, such as `input.email`. */
      readonly account?: string | undefined;
      /** Times a window, from one address (an IPv6 /64) and about one account. */
      readonly perAddress: number;
      readonly perAccount: number;
    }
  >
>;

/**
 * Counts guarded fields by address and by account apart: who guesses many passwords of one account, from wherever, and
 * who tries many accounts from one address. Accounts are kept as hashes. Answers 429 `RATE_LIMITED`.
 */
export function createLimitGuarded(limiter: Limiter, limits: GuardedLimits, windowMs: number): Stage<Priced> {
  const refusedFor = async (request: Priced, asked: NonNullable<ReturnType<Priced['executable']['guarded']>>) => {
    for (const [field, account] of asked) {
      const limit = limits[field];
      if (!limit) continue;
      const keys = [{ key: `${field}:${bucketOfAddress(request.address).key}`, points: limit.perAddress }];
      if (account !== undefined) keys.push({ key: `${field}:account:${hashOf(account)}`, points: limit.perAccount });
      for (const { key, points } of keys) {
        const verdict = await limiter(`guarded:${key}`, { points, windowMs }, 1);
        if (!verdict.allowed) return tooMany(request, verdict.retryAfterMs);
      }
    }
    return undefined;
  };
  return (next) => (request) => {
    const asked = request.executable.guarded(request.variables);
    return asked ? refusedFor(request, asked).then((refused) => refused ?? next(request)) : next(request);
  };
}

/** Letter case, spaces around, and how an accent is put together do not make another account. */
function hashOf(account: string): string {
  return createHash('sha256').update(account.trim().normalize('NFC').toLowerCase()).digest('base64url');
}
