import type { Db } from '@fiscal/kit';
import type { GraphRef } from '../domain/ref.ts';
import type { TagFilter, Variant, VariantSettings } from '../domain/variant.ts';

type Row = {
  graph_id: string;
  name: string;
  kind: Variant['kind'];
  source_variant: string | null;
  filter: TagFilter | null;
  base_variant: string | null;
  expires_at: Date | null;
  revision: string;
  current_launch_id: string | null;
  latest_launch_id: string | null;
  readme: string;
  readme_at: Date | null;
  settings: VariantSettings;
  created_at: Date;
};

/** What makes a variant when it is new. */
export type NewVariant = Pick<Variant, 'graphId' | 'name' | 'kind' | 'createdAt'> &
  Partial<Pick<Variant, 'sourceVariant' | 'filter' | 'baseVariant' | 'expiresAt'>>;

/** Adds a variant; gives false where there is one of that name already. */
export async function addVariant(db: Db, variant: NewVariant): Promise<boolean> {
  const { graphId, name, kind, sourceVariant = null, filter = null, baseVariant = null, expiresAt = null } = variant;
  const { rowCount } = await db.query(
    `insert into variant (graph_id, name, kind, source_variant, filter, base_variant, expires_at, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`,
    [graphId, name, kind, sourceVariant, filter, baseVariant, expiresAt, variant.createdAt],
  );
  return rowCount === 1;
}

/** A variant as it is now. */
export async function variantByRef(db: Db, { graphId, variant }: GraphRef): Promise<Variant | undefined> {
  const { rows } = await db.query<Row>('select * from variant where graph_id = $1 and name = $2', [graphId, variant]);
  return rows.map(toVariant)[0];
}

/** Variants as they are now, in no order. */
export async function variantsByRefs(db: Db, refs: readonly GraphRef[]): Promise<readonly Variant[]> {
  const { rows } = await db.query<Row>(
    'select * from variant where (graph_id, name) in (select * from unnest($1::text[], $2::text[]))',
    [refs.map(({ graphId }) => graphId), refs.map(({ variant }) => variant)],
  );
  return rows.map(toVariant);
}

/** A variant that nobody else changes until the transaction ends. */
export async function lockVariant(db: Db, { graphId, variant }: GraphRef): Promise<Variant | undefined> {
  const { rows } = await db.query<Row>('select * from variant where graph_id = $1 and name = $2 for update', [
    graphId,
    variant,
  ]);
  return rows.map(toVariant)[0];
}

/** The variants of a graph by name. */
export async function variantsOf(db: Db, graphId: string): Promise<readonly Variant[]> {
  const { rows } = await db.query<Row>('select * from variant where graph_id = $1 order by name', [graphId]);
  return rows.map(toVariant);
}

/** The contracts that filter a variant, by name. */
export async function contractsOf(db: Db, { graphId, variant }: GraphRef): Promise<readonly Variant[]> {
  const { rows } = await db.query<Row>(
    'select * from variant where graph_id = $1 and source_variant = $2 order by name',
    [graphId, variant],
  );
  return rows.map(toVariant);
}

/** Moves what is served and what was tried last; the revision grows, so that what was begun before begins again. */
export async function saveLaunched(
  db: Db,
  { graphId, variant }: GraphRef,
  launched: { readonly kind: Variant['kind']; readonly current: string | null; readonly latest: string },
): Promise<void> {
  await db.query(
    `update variant set kind = $3, current_launch_id = $4, latest_launch_id = $5, revision = revision + 1
     where graph_id = $1 and name = $2`,
    [graphId, variant, launched.kind, launched.current, launched.latest],
  );
}

/** Says what a contract filters, and how; the revision grows. */
export async function saveContract(
  db: Db,
  { graphId, variant }: GraphRef,
  contract: { readonly sourceVariant: string; readonly filter: TagFilter },
): Promise<void> {
  await db.query(
    `update variant set source_variant = $3, filter = $4, revision = revision + 1 where graph_id = $1 and name = $2`,
    [graphId, variant, contract.sourceVariant, contract.filter],
  );
}

/** Lets everything begin again that began on the variant as it was. */
export async function touchVariant(db: Db, { graphId, variant }: GraphRef): Promise<void> {
  await db.query('update variant set revision = revision + 1 where graph_id = $1 and name = $2', [graphId, variant]);
}

/** Sets these of a variant's settings; the others stay as they are. */
export async function saveSettings(db: Db, { graphId, variant }: GraphRef, settings: VariantSettings): Promise<void> {
  await db.query('update variant set settings = settings || $3 where graph_id = $1 and name = $2', [
    graphId,
    variant,
    settings,
  ]);
}

/** Keeps a variant's readme. */
export async function saveReadme(db: Db, { graphId, variant }: GraphRef, readme: string, at: Date): Promise<void> {
  await db.query('update variant set readme = $3, readme_at = $4 where graph_id = $1 and name = $2', [
    graphId,
    variant,
    readme,
    at,
  ]);
}

/** Removes a variant with its launches; gives whether there was one. */
export async function removeVariant(db: Db, { graphId, variant }: GraphRef): Promise<boolean> {
  const { rowCount } = await db.query('delete from variant where graph_id = $1 and name = $2', [graphId, variant]);
  return rowCount === 1;
}

function toVariant(row: Row): Variant {
  return {
    graphId: row.graph_id,
    name: row.name,
    kind: row.kind,
    sourceVariant: row.source_variant,
    filter: row.filter,
    baseVariant: row.base_variant,
    expiresAt: row.expires_at,
    revision: Number(row.revision),
    currentLaunchId: row.current_launch_id,
    latestLaunchId: row.latest_launch_id,
    readme: row.readme,
    readmeAt: row.readme_at,
    settings: row.settings,
    createdAt: row.created_at,
  };
}
