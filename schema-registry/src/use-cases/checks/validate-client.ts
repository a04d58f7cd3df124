import { everyTenant, Refusal, type Transaction } from '@fiscal/kit';
import { type Caller, may } from '../../domain/access.ts';
import type { ClientFinding, ClientOperation } from '../../domain/client-check/validate-operations.ts';
import { type GraphRef, printRef } from '../../domain/ref.ts';
import type { RunWork } from '../../workers/work.ts';
import { readCheckState } from './read-check-state.ts';

/** Holds a client's operations against what a variant serves. */
export type ValidateClient = (
  caller: Caller,
  ref: GraphRef,
  operations: readonly ClientOperation[],
) => Promise<readonly ClientFinding[]>;

const mostOperations = 10_000;
const validateMs = 20_000;

/**
 * Makes what checks clients.
 * @throws Refusal `FORBIDDEN`, `VARIANT_NOT_FOUND`, `NOTHING_SERVED`, `TOO_MANY_OPERATIONS`, and those of `RunWork`
 */
export function createValidateClient(transact: Transaction, runWork: RunWork): ValidateClient {
  return async (caller, ref, operations) => {
    if (!may(caller, 'read', ref))
      throw new Refusal('forbidden', 'FORBIDDEN', `this key may not read ${printRef(ref)}`);
    if (operations.length > mostOperations) {
      throw new Refusal('limited', 'TOO_MANY_OPERATIONS', `up to ${mostOperations} operations are checked at once`);
    }
    const state = await transact(everyTenant, (db) => readCheckState(db, ref));
    if (!state) throw new Refusal('not_found', 'VARIANT_NOT_FOUND', `there is no ${printRef(ref)}`);
    if (state.apiSdl === null) throw new Refusal('conflict', 'NOTHING_SERVED', `${printRef(ref)} serves nothing yet`);
    return runWork('validateOperations', { apiSdl: state.apiSdl, operations }, validateMs);
  };
}
