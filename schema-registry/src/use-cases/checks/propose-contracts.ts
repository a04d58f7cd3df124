import { everyTenant, Refusal, type Transaction } from '@fiscal/kit';
import { type Caller, may } from '../../domain/access.ts';
import { requireFitContracts, type ServiceContracts } from '../../domain/contracts-of-a-service/contracts.ts';
import { printRef } from '../../domain/ref.ts';
import { isText } from '../../domain/storable.ts';
import { type ServiceRef, saveProposedContracts, variantByRef } from '../../store/index.ts';

/** Hands in what a commit proposes of a service's other contracts, for the checks of that commit. */
export type ProposeContracts = (
  caller: Caller,
  ref: ServiceRef,
  commit: string,
  contracts: ServiceContracts,
) => Promise<void>;

/**
 * Makes what takes them.
 * @throws Refusal `FORBIDDEN`, `COMMIT_INVALID`, `VARIANT_NOT_FOUND`, and those of `requireFitContracts`
 */
export function createProposeContracts(transact: Transaction, now: () => Date): ProposeContracts {
  return async (caller, ref, commit, contracts) => {
    if (!may(caller, 'check', ref)) {
      throw new Refusal(
        'forbidden',
        'FORBIDDEN',
        `this key may not check subgraph ${ref.subgraph} of ${printRef(ref)}`,
      );
    }
    if (!isText(commit)) throw new Refusal('invalid', 'COMMIT_INVALID', 'that names no commit');
    requireFitContracts(contracts);
    await transact(everyTenant, async (db) => {
      if (!(await variantByRef(db, ref))) {
        throw new Refusal('not_found', 'VARIANT_NOT_FOUND', `there is no ${printRef(ref)}`);
      }
      await saveProposedContracts(db, ref, commit, contracts, now());
    });
  };
}
