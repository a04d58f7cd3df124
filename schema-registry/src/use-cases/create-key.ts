import { everyTenant, Refusal, type Transaction } from '@fiscal/kit';
import { type Caller, everyGraph, type Grant } from '../domain/access.ts';
import { requireGrantable } from '../domain/grants.ts';
import { type ApiKey, type KeyType, printKey, secretOf } from '../domain/key.ts';
import { addAudit, addKey } from '../store/index.ts';

/** What a key is to be. */
export type NewKey = {
  readonly name: string;
  readonly type: KeyType;
  readonly grants: readonly Grant[];
  readonly expiresAt: Date | null;
};

/** A key, and what opens it: told once, and kept nowhere. */
export type KeyWithSecret = { readonly key: ApiKey; readonly secret: string };

/** Makes a key. */
export type CreateKey = (caller: Caller, key: NewKey) => Promise<KeyWithSecret>;

const longestName = 128;

/**
 * Makes what makes keys; `random` gives 256 bits.
 * @throws Refusal `KEY_NAME_INVALID`, `KEY_EXPIRED`, those of `requireGrantable`
 */
export function createCreateKey(
  transact: Transaction,
  organization: string,
  now: () => Date,
  newId: () => string,
  random: () => Buffer,
): CreateKey {
  return async (caller, { name, type, grants, expiresAt }) => {
    requireKeyName(name);
    requireGrantable(caller, grants);
    const createdAt = now();
    if (expiresAt && expiresAt <= createdAt) {
      throw new Refusal('invalid', 'KEY_EXPIRED', 'the time that the key ends at is over');
    }
    const secret = printKey(scopeOf(grants, organization), random());
    const made = { createdAt, createdBy: caller.name, lastUsedAt: null, revokedAt: null };
    const kept = secretOf(secret);
    const key: ApiKey = { id: newId(), name, type, grants, masked: kept.masked, expiresAt, ...made };
    await transact(everyTenant, async (db) => {
      await addKey(db, key, kept);
      await addAudit(db, {
        at: createdAt,
        actor: caller.name,
        action: 'key.create',
        graphId: graphOf(grants),
        variant: null,
        details: { key: key.id, name, type, grants, expiresAt },
      });
    });
    return { key, secret };
  };
}

/**
 * Refuses a name that no key may have.
 * @throws Refusal `KEY_NAME_INVALID`
 */
export function requireKeyName(name: string): void {
  if (name.trim() !== '' && name.length <= longestName && !/\p{C}/u.test(name)) return;
  throw new Refusal('invalid', 'KEY_NAME_INVALID', `a key's name has 1 to ${longestName} characters on one line`);
}

/** The one graph that grants are of; null where they are of several or of all. */
export function graphOf(grants: readonly Grant[]): string | null {
  const [graphId = everyGraph, ...others] = new Set(grants.map((grant) => grant.graphId));
  return graphId === everyGraph || others.length > 0 ? null : graphId;
}

function scopeOf(grants: readonly Grant[], organization: string): string {
  return graphOf(grants) ?? organization;
}
