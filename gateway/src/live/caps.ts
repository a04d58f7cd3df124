import { Refusal } from '@fiscal/kit';
import { type Rate, take } from '../admission/gcra.ts';
import { ToldRefusal } from '../told-refusal.ts';

/** How many subscriptions there may be, and how fast they may come. */
export type CapLimits = {
  readonly maxSubscriptions: number;
  readonly maxSubscriptionsPerTenant: number;
  /** Subscriptions that may be opened at once, and again within the window. */
  readonly opening: Rate;
};

/** Lets subscriptions in, each of which has to be let out again. */
export type Caps = {
  /** Gives what lets it out. Errors: Refusal `TOO_MANY_SUBSCRIPTIONS`, `RESUBSCRIBE_LATER`. */
  admit(tenant: string): () => void;
};

/** Those who are sent away together do not come back together. */
const spread = 2;

/** Makes the caps of this process. All clients of a gateway that is gone come at once: so many a second are let in. */
export function createCaps(limits: CapLimits, now: () => number, random: () => number): Caps {
  const byTenant = new Map<string, number>();
  let all = 0;
  let fullAt = 0;
  return {
    admit(tenant) {
      const ofTenant = byTenant.get(tenant) ?? 0;
      if (all >= limits.maxSubscriptions) throw tooMany('this gateway has no room for another subscription');
      if (ofTenant >= limits.maxSubscriptionsPerTenant) throw tooMany('your organisation has too many subscriptions');
      const taken = take(fullAt, limits.opening, 1, now());
      fullAt = taken.fullAt;
      if (!taken.verdict.allowed) throw later(taken.verdict.retryAfterMs, limits.opening.windowMs * random());
      all += 1;
      byTenant.set(tenant, ofTenant + 1);
      return () => {
        all -= 1;
        const left = (byTenant.get(tenant) ?? 1) - 1;
        if (left > 0) byTenant.set(tenant, left);
        else byTenant.delete(tenant);
      };
    },
  };
}

function tooMany(message: string): Refusal {
  return new Refusal('limited', 'TOO_MANY_SUBSCRIPTIONS', message);
}

function later(leastMs: number, jitterMs: number): Refusal {
  const retryAfterMs = Math.ceil(leastMs + spread * jitterMs);
  const message = 'too many subscriptions are being opened; try again soon';
  return new ToldRefusal('limited', 'RESUBSCRIBE_LATER', message, { retryAfterMs });
}
