import { everyTenant, Refusal, type Transaction } from '@fiscal/kit';
import { type Caller, may } from '../domain/access.ts';
import { type GraphRef, printRef } from '../domain/ref.ts';
import type { Variant } from '../domain/variant.ts';
import { addAudit, lockVariant, saveSettings, tellVariantChanged } from '../store/index.ts';

/** Says how many seconds routers of a variant wait between two polls. */
export type PaceRouters = (caller: Caller, ref: GraphRef, minDelaySeconds: number) => Promise<Variant>;

const least = 1;
const most = 3_600;

/**
 * Makes what says so.
 * @throws Refusal `FORBIDDEN`, `VARIANT_NOT_FOUND`, `DELAY_INVALID`
 */
export function createPaceRouters(transact: Transaction, now: () => Date): PaceRouters {
  return async (caller, ref, minDelaySeconds) => {
    if (!may(caller, 'manage', ref)) {
      throw new Refusal('forbidden', 'FORBIDDEN', `this key may not change the settings of ${printRef(ref)}`);
    }
    if (!(minDelaySeconds >= least && minDelaySeconds <= most)) {
      throw new Refusal('invalid', 'DELAY_INVALID', `routers may wait ${least} to ${most} seconds`);
    }
    return transact(everyTenant, async (db) => {
      const variant = await lockVariant(db, ref);
      if (!variant) throw new Refusal('not_found', 'VARIANT_NOT_FOUND', `there is no ${printRef(ref)}`);
      await saveSettings(db, ref, { minDelaySeconds });
      const entry = { at: now(), actor: caller.name, action: 'variant.settings', ...ref };
      await addAudit(db, { ...entry, details: { minDelaySeconds } });
      await tellVariantChanged(db, ref);
      return { ...variant, settings: { ...variant.settings, minDelaySeconds } };
    });
  };
}
