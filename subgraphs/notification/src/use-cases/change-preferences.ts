import { type Identity, requireUser, type Transaction } from '@fiscal/kit';
import { change, defaultPreferences, type Preferences } from '../domain/preferences.ts';
import { preferencesOf, savePreferences } from '../store/index.ts';

export type ReadPreferences = (identity: Identity) => Promise<Preferences>;
export type ChangePreferences = (identity: Identity, changes: Parameters<typeof change>[1]) => Promise<Preferences>;

/** The caller's preferences, or the defaults. */
export function createReadPreferences(transact: Transaction): ReadPreferences {
  return (identity) => {
    const { tenantId, userId } = requireUser(identity);
    return transact(
      tenantId,
      async (db) => (await preferencesOf(db, tenantId, [userId])).get(userId) ?? defaultPreferences,
    );
  };
}

/** Changes what is given of the caller's preferences. */
export function createChangePreferences(transact: Transaction): ChangePreferences {
  return (identity, changes) => {
    const { tenantId, userId } = requireUser(identity);
    return transact(tenantId, async (db) => {
      const before = (await preferencesOf(db, tenantId, [userId])).get(userId) ?? defaultPreferences;
      const after = change(before, changes);
      await savePreferences(db, tenantId, userId, after);
      return after;
    });
  };
}
