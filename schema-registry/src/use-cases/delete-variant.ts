import { everyTenant, Refusal, type Transaction } from '@fiscal/kit';
import { type Caller, may } from '../domain/access.ts';
import { type GraphRef, printRef } from '../domain/ref.ts';
import { addAudit, contractsOf, lockVariant, removeVariant, tellVariantChanged } from '../store/index.ts';

/** Deletes a variant with all its launches; gives whether there was one. */
export type DeleteVariant = (caller: Caller, ref: GraphRef) => Promise<boolean>;

/**
 * Makes what deletes variants.
 * @throws Refusal `FORBIDDEN`; `VARIANT_HAS_CONTRACTS` when contracts filter it
 */
export function createDeleteVariant(transact: Transaction, now: () => Date): DeleteVariant {
  return async (caller, ref) => {
    if (!may(caller, 'manage', ref)) {
      throw new Refusal('forbidden', 'FORBIDDEN', `this key may not delete ${printRef(ref)}`);
    }
    return transact(everyTenant, async (db) => {
      if (!(await lockVariant(db, ref))) return false;
      const contracts = await contractsOf(db, ref);
      if (contracts.length > 0) {
        const names = contracts.map(({ name }) => name).join(', ');
        throw new Refusal('conflict', 'VARIANT_HAS_CONTRACTS', `contracts filter ${printRef(ref)}: ${names}`);
      }
      await removeVariant(db, ref);
      await addAudit(db, { at: now(), actor: caller.name, action: 'variant.delete', ...ref, details: {} });
      await tellVariantChanged(db, ref);
      return true;
    });
  };
}
