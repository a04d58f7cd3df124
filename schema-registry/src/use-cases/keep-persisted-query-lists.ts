import { type Db, everyTenant, Refusal, type Transaction } from '@fiscal/kit';
import { type Caller, may } from '../domain/access.ts';
import type { PersistedQueryList } from '../domain/persisted-queries/persisted-query.ts';
import { type GraphRef, printRef } from '../domain/ref.ts';
import { isText } from '../domain/storable.ts';
import {
  addAudit,
  addQueryList,
  graphById,
  linkQueryList,
  lockQueryList,
  lockVariant,
  queryListsOf,
  tellVariantChanged,
} from '../store/index.ts';

/** Makes lists of persisted queries, and says which variants serve them. */
export type KeepPersistedQueryLists = {
  create(caller: Caller, graphId: string, name: string): Promise<PersistedQueryList>;
  /** With null the variant serves none. */
  link(caller: Caller, ref: GraphRef, listId: string | null): Promise<void>;
};

const mostLists = 100;
const longestName = 100;

/**
 * Makes what keeps lists.
 * @throws Refusal `FORBIDDEN`, `GRAPH_NOT_FOUND`, `VARIANT_NOT_FOUND`, `PERSISTED_QUERY_LIST_NOT_FOUND`,
 * `PERSISTED_QUERY_LIST_EXISTS`, `PERSISTED_QUERY_LIST_INVALID`, `TOO_MANY_PERSISTED_QUERY_LISTS`
 */
export function createKeepPersistedQueryLists(
  transact: Transaction,
  now: () => Date,
  newId: () => string,
): KeepPersistedQueryLists {
  return {
    async create(caller, graphId, name) {
      requireAllowed(caller, { graphId });
      if (name.trim() === '' || name.length > longestName || !isText(name)) {
        throw new Refusal(
          'invalid',
          'PERSISTED_QUERY_LIST_INVALID',
          `a list's name has 1 to ${longestName} characters`,
        );
      }
      const list = { id: newId(), graphId, name, revision: 0, chunks: [], createdAt: now() };
      return transact(everyTenant, (db) => create(db, caller, list));
    },
    async link(caller, ref, listId) {
      requireAllowed(caller, ref);
      await transact(everyTenant, (db) => link(db, caller, ref, listId, now()));
    },
  };
}

async function create(db: Db, caller: Caller, list: PersistedQueryList): Promise<PersistedQueryList> {
  const { graphId, name, createdAt: at } = list;
  if (!(await graphById(db, graphId))) throw new Refusal('not_found', 'GRAPH_NOT_FOUND', `no graph ${graphId}`);
  if ((await queryListsOf(db, graphId)).length >= mostLists) {
    throw new Refusal('limited', 'TOO_MANY_PERSISTED_QUERY_LISTS', `a graph has ${mostLists} lists at most`);
  }
  if (!(await addQueryList(db, list))) {
    throw new Refusal('conflict', 'PERSISTED_QUERY_LIST_EXISTS', `${graphId} has a list of this name`);
  }
  const details = { list: list.id, name };
  await addAudit(db, { at, actor: caller.name, action: 'persisted-queries.create', graphId, variant: null, details });
  return list;
}

async function link(db: Db, caller: Caller, ref: GraphRef, listId: string | null, at: Date): Promise<void> {
  if (!(await lockVariant(db, ref))) throw new Refusal('not_found', 'VARIANT_NOT_FOUND', `no variant ${printRef(ref)}`);
  if (listId !== null && !(await lockQueryList(db, ref.graphId, listId))) {
    throw new Refusal('not_found', 'PERSISTED_QUERY_LIST_NOT_FOUND', `${ref.graphId} has no list ${listId}`);
  }
  await linkQueryList(db, ref, listId);
  await addAudit(db, { at, actor: caller.name, action: 'persisted-queries.link', ...ref, details: { list: listId } });
  await tellVariantChanged(db, ref);
}

function requireAllowed(caller: Caller, target: { readonly graphId: string; readonly variant?: string }): void {
  if (may(caller, 'publish', target)) return;
  throw new Refusal('forbidden', 'FORBIDDEN', `this key may not publish operations of ${target.graphId}`);
}
