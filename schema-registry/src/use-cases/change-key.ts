import { type Db, everyTenant, Refusal, type Transaction } from '@fiscal/kit';
import type { Caller } from '../domain/access.ts';
import { mayManageKey } from '../domain/grants.ts';
import { type ApiKey, printKey, secretOf } from '../domain/key.ts';
import { addAudit, addSecret, endSecrets, lockKey, renameKey, revokeKey, tellKeysChanged } from '../store/index.ts';
import { graphOf, type KeyWithSecret, requireKeyName } from './create-key.ts';

/** Gives a key another name. */
export type RenameKey = (caller: Caller, id: string, name: string) => Promise<ApiKey>;

/** Lets a key open nothing any more. */
export type RevokeKey = (caller: Caller, id: string) => Promise<void>;

/** Gives a key another secret; the ones before open it for some seconds more. */
export type RotateKey = (caller: Caller, id: string, overlapSeconds: number) => Promise<KeyWithSecret>;

const longestOverlapSeconds = 30 * 24 * 60 * 60;

/**
 * Makes what renames keys.
 * @throws Refusal `KEY_NOT_FOUND`, also for a key that the caller does not manage; `KEY_NAME_INVALID`
 */
export function createRenameKey(transact: Transaction, now: () => Date): RenameKey {
  return (caller, id, name) => {
    requireKeyName(name);
    return change(transact, caller, id, now(), 'rename', { name }, async (db, key) => {
      await renameKey(db, id, name);
      return { ...key, name };
    });
  };
}

/**
 * Makes what revokes keys.
 * @throws Refusal `KEY_NOT_FOUND`, also for a key that the caller does not manage
 */
export function createRevokeKey(transact: Transaction, now: () => Date): RevokeKey {
  return (caller, id) => change(transact, caller, id, now(), 'revoke', {}, (db) => revokeKey(db, id, now()));
}

/**
 * Makes what rotates keys; `random` gives 256 bits.
 * @throws Refusal `KEY_NOT_FOUND`, also for a key that the caller does not manage; `KEY_OVERLAP_INVALID`
 */
export function createRotateKey(
  transact: Transaction,
  organization: string,
  now: () => Date,
  random: () => Buffer,
): RotateKey {
  return (caller, id, overlapSeconds) => {
    if (!(overlapSeconds >= 0 && overlapSeconds <= longestOverlapSeconds)) {
      const range = `from 0 to ${longestOverlapSeconds} seconds`;
      throw new Refusal('invalid', 'KEY_OVERLAP_INVALID', `the secret before stays good for a time ${range}`);
    }
    const at = now();
    return change(transact, caller, id, at, 'rotate', { overlapSeconds }, async (db, key) => {
      const secret = printKey(graphOf(key.grants) ?? organization, random());
      const kept = secretOf(secret);
      await endSecrets(db, id, new Date(at.getTime() + overlapSeconds * 1_000));
      await addSecret(db, id, kept, at);
      return { key: { ...key, masked: kept.masked }, secret };
    });
  };
}

async function change<R>(
  transact: Transaction,
  caller: Caller,
  id: string,
  at: Date,
  action: string,
  details: Readonly<Record<string, unknown>>,
  work: (db: Db, key: ApiKey) => Promise<R>,
): Promise<R> {
  return transact(everyTenant, async (db) => {
    const key = await lockKey(db, id);
    if (!key || !mayManageKey(caller, key.grants)) {
      throw new Refusal('not_found', 'KEY_NOT_FOUND', `there is no key ${id}`);
    }
    const result = await work(db, key);
    const entry = { at, actor: caller.name, action: `key.${action}`, graphId: graphOf(key.grants), variant: null };
    await addAudit(db, { ...entry, details: { ...details, key: id } });
    await tellKeysChanged(db);
    return result;
  });
}
