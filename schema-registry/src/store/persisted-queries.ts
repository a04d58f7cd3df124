import type { Db } from '@fiscal/kit';
import type { PersistedQuery, PersistedQueryList } from '../domain/persisted-queries/persisted-query.ts';
import type { GraphRef } from '../domain/ref.ts';

type ListRow = { id: string; graph_id: string; name: string; revision: number; chunks: string[]; created_at: Date };
type QueryRow = { id: string; client_name: string; name: string; type: PersistedQuery['type']; body: string };

/** Adds a list; gives false where the graph has one of that name already. */
export async function addQueryList(db: Db, { id, graphId, name, createdAt }: PersistedQueryList): Promise<boolean> {
  const { rowCount } = await db.query(
    'insert into persisted_query_list (id, graph_id, name, created_at) values ($1, $2, $3, $4) on conflict do nothing',
    [id, graphId, name, createdAt],
  );
  return rowCount === 1;
}

/** The lists of a graph, by name. */
export async function queryListsOf(db: Db, graphId: string): Promise<readonly PersistedQueryList[]> {
  const { rows } = await db.query<ListRow>('select * from persisted_query_list where graph_id = $1 order by name', [
    graphId,
  ]);
  return rows.map(toList);
}

/** A list of a graph that nobody else changes until the transaction ends. */
export async function lockQueryList(db: Db, graphId: string, id: string): Promise<PersistedQueryList | undefined> {
  const { rows } = await db.query<ListRow>(
    'select * from persisted_query_list where graph_id = $1 and id::text = $2 for update',
    [graphId, id],
  );
  return rows.map(toList)[0];
}

/** The list that a variant is linked to. */
export async function queryListOfVariant(db: Db, ref: GraphRef): Promise<PersistedQueryList | undefined> {
  const { rows } = await db.query<ListRow>(
    `select list.* from variant_persisted_query_list link join persisted_query_list list on list.id = link.list_id
     where link.graph_id = $1 and link.variant = $2`,
    [ref.graphId, ref.variant],
  );
  return rows.map(toList)[0];
}

/** The operations of a list. */
export async function queriesOfList(db: Db, listId: string): Promise<readonly PersistedQuery[]> {
  const { rows } = await db.query<QueryRow>(
    'select id, client_name, name, type, body from persisted_query where list_id = $1 order by id, client_name',
    [listId],
  );
  return rows.map(({ client_name, ...query }) => ({ ...query, clientName: client_name }));
}

/** How many operations a list has. */
export async function countQueries(db: Db, listId: string): Promise<number> {
  const { rows } = await db.query<{ count: string }>('select count(*) from persisted_query where list_id = $1', [
    listId,
  ]);
  return Number(rows[0]?.count ?? 0);
}

/** Adds operations to a list, or gives them another name or type. */
export async function saveQueries(
  db: Db,
  listId: string,
  queries: readonly PersistedQuery[],
  publish: { readonly at: Date; readonly actor: string },
): Promise<void> {
  await db.query(
    `insert into persisted_query (list_id, published_at, published_by, id, client_name, name, type, body)
     select $1, $2, $3, each.* from unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::text[]) as each
     on conflict (list_id, id, client_name) do update set name = excluded.name, type = excluded.type`,
    [
      listId,
      publish.at,
      publish.actor,
      queries.map(({ id }) => id),
      queries.map(({ clientName }) => clientName),
      queries.map(({ name }) => name),
      queries.map(({ type }) => type),
      queries.map(({ body }) => body),
    ],
  );
}

/**
 * Has routers fetch other chunks for a list, whose texts are kept already; the revision grows. Gives the revision. The
 * chunks before stay for a while from now on: routers may be about to fetch them.
 */
export async function saveChunks(db: Db, listId: string, hashes: readonly string[]): Promise<number> {
  await db.query(
    `update document set kept_at = now()
     where hash in (select unnest(chunks) from persisted_query_list where id = $1 order by 1)`,
    [listId],
  );
  await db.query('insert into persisted_query_chunk (hash) select unnest($1::text[]) on conflict do nothing', [hashes]);
  const { rows } = await db.query<{ revision: number }>(
    'update persisted_query_list set chunks = $2, revision = revision + 1 where id = $1 returning revision',
    [listId, hashes],
  );
  return rows[0]?.revision ?? 0;
}

/** The text of a chunk that routers may fetch. */
export async function chunkByHash(db: Db, hash: string): Promise<string | undefined> {
  const { rows } = await db.query<{ text: string }>(
    'select text from persisted_query_chunk join document using (hash) where hash = $1',
    [hash],
  );
  return rows[0]?.text;
}

/** Links a variant to a list, or with null to none. */
export async function linkQueryList(db: Db, { graphId, variant }: GraphRef, listId: string | null): Promise<void> {
  await db.query('delete from variant_persisted_query_list where graph_id = $1 and variant = $2', [graphId, variant]);
  if (listId === null) return;
  await db.query('insert into variant_persisted_query_list (graph_id, variant, list_id) values ($1, $2, $3)', [
    graphId,
    variant,
    listId,
  ]);
}

/** The variants that are linked to a list. */
export async function variantsOfQueryList(db: Db, listId: string): Promise<readonly GraphRef[]> {
  const { rows } = await db.query<{ graph_id: string; variant: string }>(
    'select graph_id, variant from variant_persisted_query_list where list_id = $1 order by variant',
    [listId],
  );
  return rows.map(({ graph_id, variant }) => ({ graphId: graph_id, variant }));
}

function toList({ graph_id, created_at, ...row }: ListRow): PersistedQueryList {
  return { ...row, graphId: graph_id, createdAt: created_at };
}
