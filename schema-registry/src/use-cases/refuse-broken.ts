import { everyTenant, Refusal, type Transaction } from '@fiscal/kit';
import { type Caller, may } from '../domain/access.ts';
import { type GraphRef, printRef } from '../domain/ref.ts';
import type { Variant } from '../domain/variant.ts';
import { addAudit, lockVariant, saveSettings } from '../store/index.ts';

/** Says whether a publish that does not compose is refused or recorded as a failed launch. */
export type RefuseBroken = (caller: Caller, ref: GraphRef, refusesBroken: boolean) => Promise<Variant>;

/**
 * Makes what says so.
 * @throws Refusal `FORBIDDEN`, `VARIANT_NOT_FOUND`
 */
export function createRefuseBroken(transact: Transaction, now: () => Date): RefuseBroken {
  return async (caller, ref, refusesBroken) => {
    if (!may(caller, 'manage', ref)) {
      throw new Refusal('forbidden', 'FORBIDDEN', `this key may not change the settings of ${printRef(ref)}`);
    }
    return transact(everyTenant, async (db) => {
      const variant = await lockVariant(db, ref);
      if (!variant) throw new Refusal('not_found', 'VARIANT_NOT_FOUND', `there is no ${printRef(ref)}`);
      await saveSettings(db, ref, { refusesBroken });
      const entry = { at: now(), actor: caller.name, action: 'variant.settings', ...ref };
      await addAudit(db, { ...entry, details: { refusesBroken } });
      return { ...variant, settings: { ...variant.settings, refusesBroken } };
    });
  };
}
