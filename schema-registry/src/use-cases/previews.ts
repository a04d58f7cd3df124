import { everyTenant, Refusal, type Transaction } from '@fiscal/kit';
import { type Caller, may } from '../domain/access.ts';
import { type Previews, requirePreviews } from '../domain/previews.ts';
import type { GraphRef } from '../domain/ref.ts';
import {
  addAudit,
  contractsOf,
  expiredPreviews,
  removeVariant,
  savePreviews,
  tellVariantChanged,
} from '../store/index.ts';

/** Says which variants of a graph are previews; null, none. */
export type SetPreviews = (caller: Caller, graphId: string, previews: Previews | null) => Promise<Previews | null>;

/** Makes what says so. @throws Refusal `FORBIDDEN`, `GRAPH_NOT_FOUND`, `PREVIEWS_INVALID` */
export function createSetPreviews(transact: Transaction, now: () => Date): SetPreviews {
  return async (caller, graphId, previews) => {
    if (!may(caller, 'manage', { graphId })) {
      throw new Refusal('forbidden', 'FORBIDDEN', `this key may not change the settings of ${graphId}`);
    }
    if (previews) requirePreviews(previews);
    await transact(everyTenant, async (db) => {
      if (!(await savePreviews(db, graphId, previews))) {
        throw new Refusal('not_found', 'GRAPH_NOT_FOUND', `no graph ${graphId}`);
      }
      const entry = { at: now(), actor: caller.name, action: 'graph.previews', graphId, variant: null };
      await addAudit(db, { ...entry, details: { previews } });
    });
    return previews;
  };
}

const removedAtOnce = 20;

/**
 * Makes what removes previews that nobody published to for as long as is set, and contracts of theirs, which could not be
 * without them; gives whether there may be more.
 */
export function createExpirePreviews(transact: Transaction, now: () => Date): () => Promise<boolean> {
  return () =>
    transact(everyTenant, async (db) => {
      const expired = await expiredPreviews(db, now(), removedAtOnce);
      const expire = async (ref: GraphRef) => {
        await removeVariant(db, ref);
        await addAudit(db, { at: now(), actor: 'registry', action: 'preview.expire', ...ref, details: {} });
        await tellVariantChanged(db, ref);
      };
      for (const ref of expired) {
        for (const { graphId, name } of await contractsOf(db, ref)) await expire({ graphId, variant: name });
        await expire(ref);
      }
      return expired.length === removedAtOnce;
    });
}
