import type { Db } from '@fiscal/kit';
import type { Launch } from '../domain/launch.ts';
import type { GraphRef } from '../domain/ref.ts';

type Row = {
  id: string;
  graph_id: string;
  variant: string;
  number: number;
  status: Launch['status'];
  cause: Launch['cause'];
  actor: string;
  created_at: Date;
  source_launch_id: string | null;
  inputs: Launch['inputs'];
  composition_version: string | null;
  supergraph_hash: string | null;
  api_hash: string | null;
  errors: Launch['errors'];
  hints: Launch['hints'];
  git: Launch['git'];
  signature: string | null;
};

/** The number of the next launch of a variant, which the transaction has locked. */
export async function nextNumber(db: Db, { graphId, variant }: GraphRef): Promise<number> {
  const { rows } = await db.query<{ next: number }>(
    'select coalesce(max(number), 0) + 1 as next from launch where graph_id = $1 and variant = $2',
    [graphId, variant],
  );
  return rows[0]?.next ?? 1;
}

/** Keeps a launch; its documents are kept already. */
export async function addLaunch(db: Db, launch: Launch): Promise<void> {
  await db.query(
    `insert into launch (id, graph_id, variant, number, status, cause, actor, created_at, source_launch_id, inputs,
       composition_version, supergraph_hash, api_hash, errors, hints, git, signature)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
    [
      launch.id,
      launch.graphId,
      launch.variant,
      launch.number,
      launch.status,
      launch.cause,
      launch.actor,
      launch.createdAt,
      launch.sourceLaunchId,
      JSON.stringify(launch.inputs),
      launch.compositionVersion,
      launch.supergraphHash,
      launch.apiHash,
      JSON.stringify(launch.errors),
      JSON.stringify(launch.hints),
      launch.git,
      launch.signature,
    ],
  );
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The launches of these ids, in no order; what is no id has none. */
export async function launchesByIds(db: Db, ids: readonly string[]): Promise<readonly Launch[]> {
  const fit = ids.filter((id) => uuid.test(id));
  const { rows } = await db.query<Row>('select * from launch where id = any($1::uuid[])', [fit]);
  return rows.map(toLaunch);
}

/** At most `limit` launches of a variant, newest first; those before a number where one is given. */
export async function launchesOf(
  db: Db,
  { graphId, variant }: GraphRef,
  page: { readonly before: number | null; readonly limit: number },
): Promise<readonly Launch[]> {
  const { rows } = await db.query<Row>(
    `select * from launch where graph_id = $1 and variant = $2 and ($3::integer is null or number < $3)
     order by number desc limit $4`,
    [graphId, variant, page.before, page.limit],
  );
  return rows.map(toLaunch);
}

/** The newest good launch of a variant before another one. */
export async function previousGoodLaunch(
  db: Db,
  { graphId, variant, number }: Pick<Launch, 'graphId' | 'variant' | 'number'>,
): Promise<Launch | null> {
  const { rows } = await db.query<Row>(
    `select * from launch where graph_id = $1 and variant = $2 and number < $3 and status = 'succeeded'
     order by number desc limit 1`,
    [graphId, variant, number],
  );
  return rows.map(toLaunch)[0] ?? null;
}

function toLaunch(row: Row): Launch {
  return {
    id: row.id,
    graphId: row.graph_id,
    variant: row.variant,
    number: row.number,
    status: row.status,
    cause: row.cause,
    actor: row.actor,
    createdAt: row.created_at,
    sourceLaunchId: row.source_launch_id,
    inputs: row.inputs,
    compositionVersion: row.composition_version,
    supergraphHash: row.supergraph_hash,
    apiHash: row.api_hash,
    errors: row.errors,
    hints: row.hints,
    git: row.git,
    signature: row.signature,
  };
}
