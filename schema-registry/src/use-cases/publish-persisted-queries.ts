import { setImmediate as turn } from 'node:timers/promises';
import { type Db, everyTenant, Refusal, type Transaction } from '@fiscal/kit';
import { GraphQLError, parse } from 'graphql';
import { type Caller, may } from '../domain/access.ts';
import { printManifests } from '../domain/persisted-queries/manifest.ts';
import {
  type MergedQueries,
  mergeQueries,
  type PersistedQuery,
  type PersistedQueryList,
} from '../domain/persisted-queries/persisted-query.ts';
import { isText } from '../domain/storable.ts';
import {
  addAudit,
  lockQueryList,
  queriesOfList,
  saveChunks,
  saveDocuments,
  saveQueries,
  tellVariantChanged,
  variantsOfQueryList,
} from '../store/index.ts';

/** What a publish did; `conflict` is the id of an operation that has another body already, so that nothing was done. */
export type QueriesPublished =
  | { readonly list: PersistedQueryList; readonly revision: number; readonly counts: MergedQueries['counts'] }
  | { readonly conflict: string };

/** Adds operations to a list, all or none. */
export type PublishPersistedQueries = (
  caller: Caller,
  graphId: string,
  listId: string,
  queries: readonly PersistedQuery[],
) => Promise<QueriesPublished>;

const mostQueries = 20_000;
const longestBody = 200_000;
const mostCharacters = 64 * 1024 * 1024;
const longestName = 500;
/** Parsed before others have their turn. */
const atOnce = 50;

/**
 * Makes what publishes persisted queries.
 * @throws Refusal `FORBIDDEN`, `PERSISTED_QUERY_LIST_NOT_FOUND`, `PERSISTED_QUERY_INVALID`, `TOO_MANY_PERSISTED_QUERIES`
 */
export function createPublishPersistedQueries(transact: Transaction, now: () => Date): PublishPersistedQueries {
  return async (caller, graphId, listId, queries) => {
    if (!may(caller, 'publish', { graphId })) {
      throw new Refusal('forbidden', 'FORBIDDEN', `this key may not publish operations of ${graphId}`);
    }
    await requireFit(queries);
    return transact(everyTenant, async (db) => {
      const list = await lockQueryList(db, graphId, listId);
      if (!list) throw new Refusal('not_found', 'PERSISTED_QUERY_LIST_NOT_FOUND', `${graphId} has no list ${listId}`);
      const merged = mergeQueries(await queriesOfList(db, list.id), queries);
      if ('conflict' in merged) return merged;
      if (isTooMuch(merged.queries)) throw tooMany();
      const { counts, changed } = merged;
      if (changed.length === 0 && list.revision > 0) return { list, revision: list.revision, counts };
      return { list, revision: await save(db, caller, list, merged, now()), counts };
    });
  };
}

async function save(
  db: Db,
  caller: Caller,
  list: PersistedQueryList,
  merged: MergedQueries,
  at: Date,
): Promise<number> {
  await saveQueries(db, list.id, merged.changed, { at, actor: caller.name });
  const revision = await saveChunks(db, list.id, await saveDocuments(db, printManifests(merged.queries)));
  const details = { list: list.id, revision, ...merged.counts };
  await addAudit(db, {
    at,
    actor: caller.name,
    action: 'persisted-queries.publish',
    graphId: list.graphId,
    variant: null,
    details,
  });
  for (const ref of await variantsOfQueryList(db, list.id)) await tellVariantChanged(db, ref);
  return revision;
}

async function requireFit(queries: readonly PersistedQuery[]): Promise<void> {
  if (isTooMuch(queries)) throw tooMany();
  for (const [index, query] of queries.entries()) {
    requireFitQuery(query);
    if (index % atOnce === atOnce - 1) await turn();
  }
}

function requireFitQuery({ id, name, clientName, body }: PersistedQuery): void {
  const shown = id.slice(0, 100);
  const refuse = (why: string) => new Refusal('invalid', 'PERSISTED_QUERY_INVALID', `operation ${shown}: ${why}`);
  if (id === '' || Math.max(id.length, name.length, clientName.length) > longestName) {
    throw refuse(`its id, name or client is empty or longer than ${longestName} characters`);
  }
  if (![id, name, clientName, body].every(isText)) throw refuse('it has characters that are no text');
  if (body.length > longestBody) throw refuse(`its body is longer than ${longestBody} characters`);
  try {
    parse(body);
  } catch (error) {
    if (error instanceof GraphQLError) throw refuse(error.message);
    // Deeper nesting than the stack takes.
    if (error instanceof RangeError) throw refuse('it is nested too deeply');
    throw error;
  }
}

function isTooMuch(queries: readonly PersistedQuery[]): boolean {
  return queries.length > mostQueries || queries.reduce((sum, { body }) => sum + body.length, 0) > mostCharacters;
}

function tooMany(): Refusal {
  const message = `a list has at most ${mostQueries} operations of ${mostCharacters} characters in all`;
  return new Refusal('limited', 'TOO_MANY_PERSISTED_QUERIES', message);
}
