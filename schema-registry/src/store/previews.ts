import type { Db } from '@fiscal/kit';
import type { Previews } from '../domain/previews.ts';
import type { GraphRef } from '../domain/ref.ts';

/** Which variants of a graph are previews. */
export async function previewsOf(db: Db, graphId: string): Promise<Previews | null> {
  const { rows } = await db.query<{ previews: Previews | null }>(
    "select settings->'previews' as previews from graph where id = $1",
    [graphId],
  );
  return rows[0]?.previews ?? null;
}

/** Says which variants of a graph are previews; gives whether there is such a graph. */
export async function savePreviews(db: Db, graphId: string, previews: Previews | null): Promise<boolean> {
  const { rowCount } = await db.query(
    "update graph set settings = settings || jsonb_build_object('previews', $2::jsonb) where id = $1",
    [graphId, JSON.stringify(previews)],
  );
  return rowCount === 1;
}

/** Lets a preview stay until a time; any other variant stays as it is. */
export async function renewPreview(db: Db, { graphId, variant }: GraphRef, expiresAt: Date): Promise<void> {
  await db.query('update variant set expires_at = $3 where graph_id = $1 and name = $2 and base_variant is not null', [
    graphId,
    variant,
    expiresAt,
  ]);
}

/** Previews that are to go, which nobody publishes to until the transaction ends. */
export async function expiredPreviews(db: Db, now: Date, most: number): Promise<readonly GraphRef[]> {
  const { rows } = await db.query<{ graph_id: string; name: string }>(
    'select graph_id, name from variant where expires_at < $1 order by expires_at limit $2 for update skip locked',
    [now, most],
  );
  return rows.map(({ graph_id: graphId, name: variant }) => ({ graphId, variant }));
}
