import type { Db } from '@fiscal/kit';
import type { LaunchInput } from '../domain/launch.ts';
import type { GraphRef } from '../domain/ref.ts';
import type { Subgraph } from '../domain/variant.ts';

type Row = { name: string; url: string; sdl_hash: string; updated_at: Date };

/** The subgraphs of a variant as they are published now, by name. */
export async function subgraphsOf(db: Db, { graphId, variant }: GraphRef): Promise<readonly Subgraph[]> {
  const { rows } = await db.query<Row>(
    'select name, url, sdl_hash, updated_at from subgraph where graph_id = $1 and variant = $2 order by name collate "C"',
    [graphId, variant],
  );
  return rows.map(({ name, url, sdl_hash, updated_at }) => ({ name, url, sdlHash: sdl_hash, updatedAt: updated_at }));
}

/** Makes these the subgraphs of a variant. Those that are as they were keep the time of their last change. */
export async function saveSubgraphs(
  db: Db,
  { graphId, variant }: GraphRef,
  subgraphs: readonly LaunchInput[],
  at: Date,
): Promise<void> {
  const names = subgraphs.map(({ name }) => name);
  await db.query('delete from subgraph where graph_id = $1 and variant = $2 and name <> all ($3)', [
    graphId,
    variant,
    names,
  ]);
  await db.query(
    `insert into subgraph (graph_id, variant, name, url, sdl_hash, updated_at)
     select $1, $2, each.name, each.url, each.hash, $6 from unnest($3::text[], $4::text[], $5::text[]) as each (name, url, hash)
     on conflict (graph_id, variant, name) do update
     set url = excluded.url, sdl_hash = excluded.sdl_hash, updated_at = excluded.updated_at
     where (subgraph.url, subgraph.sdl_hash) is distinct from (excluded.url, excluded.sdl_hash)`,
    [graphId, variant, names, subgraphs.map(({ url }) => url), subgraphs.map(({ sdlHash }) => sdlHash), at],
  );
}
