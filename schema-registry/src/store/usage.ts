import type { Db } from '@fiscal/kit';
import type { GraphRef } from '../domain/ref.ts';
import type { ReportedOperation, Use } from '../domain/usage/usage.ts';

/** The hashes of those operations that the variant has heard of already. */
export async function knownSignatures(
  db: Db,
  { graphId, variant }: GraphRef,
  hashes: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await db.query<{ signature_hash: string }>(
    'select signature_hash from usage_operation where graph_id = $1 and variant = $2 and signature_hash = any($3)',
    [graphId, variant, hashes],
  );
  return new Set(rows.map(({ signature_hash: hash }) => hash));
}

/** How many operations the variant has heard of, `most` at the most. */
export async function countSignatures(db: Db, { graphId, variant }: GraphRef, most: number): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `select count(*)::int as count from
       (select 1 from usage_operation where graph_id = $1 and variant = $2 limit $3) as known`,
    [graphId, variant, most],
  );
  return rows[0]?.count ?? 0;
}

/** Of these hours, in epoch milliseconds, those that have `most` counts of the variant already. */
export async function fullHours(
  db: Db,
  { graphId, variant }: GraphRef,
  hours: readonly number[],
  most: number,
): Promise<ReadonlySet<number>> {
  const { rows } = await db.query<{ hour: Date }>(
    `select hour from unnest($3::timestamptz[]) as asked (hour) where $4 <= (select count(*) from
       (select 1 from usage_hour where graph_id = $1 and variant = $2 and usage_hour.hour = asked.hour limit $4) counted)`,
    [graphId, variant, hours.map((hour) => new Date(hour)), most],
  );
  return new Set(rows.map(({ hour }) => hour.getTime()));
}

/** The clients of these operations that are told apart in these hours, by operation. */
export async function knownClients(
  db: Db,
  { graphId, variant }: GraphRef,
  hashes: readonly string[],
  hours: Iterable<number>,
): Promise<ReadonlyMap<string, readonly Pick<Use, 'client' | 'hour'>[]>> {
  const { rows } = await db.query<{ hash: string; name: string; version: string; hour: Date }>(
    `select signature_hash as hash, client_name as name, client_version as version, hour from usage_hour
     where graph_id = $1 and variant = $2 and signature_hash = any($3) and hour = any($4::timestamptz[])`,
    [graphId, variant, hashes, Array.from(hours, (hour) => new Date(hour))],
  );
  const known = rows.map(({ hash, name, version, hour }) => ({ hash, client: { name, version }, hour }));
  return Map.groupBy(known, ({ hash }) => hash);
}

/** Adds what was reported to what is kept. Rows are touched in one order, so that two reports never block each other. */
export async function addUsage(
  db: Db,
  ref: GraphRef,
  operations: readonly ReportedOperation[],
  now: Date,
): Promise<void> {
  const sorted = operations.toSorted((a, b) => (a.signatureHash < b.signatureHash ? -1 : 1));
  await addOperations(db, ref, sorted, now);
  await addHours(db, ref, sorted);
  await addFields(db, ref, sorted);
  await addInputs(db, ref, sorted, now);
}

async function addOperations(
  db: Db,
  { graphId, variant }: GraphRef,
  operations: readonly ReportedOperation[],
  now: Date,
): Promise<void> {
  await db.query(
    `insert into usage_operation (graph_id, variant, signature_hash, name, document, first_seen, last_seen)
     select $1, $2, hash, name, document, $6::timestamptz, $6::timestamptz
     from unnest($3::text[], $4::text[], $5::text[]) as reported (hash, name, document)
     on conflict (graph_id, variant, signature_hash) do update set last_seen = greatest(usage_operation.last_seen, $6)`,
    [
      graphId,
      variant,
      operations.map(({ signatureHash }) => signatureHash),
      operations.map(({ name }) => name),
      operations.map(({ document }) => document),
      now,
    ],
  );
}

async function addHours(
  db: Db,
  { graphId, variant }: GraphRef,
  operations: readonly ReportedOperation[],
): Promise<void> {
  const rows = operations.flatMap(({ signatureHash, uses }) => uses.map((use) => ({ signatureHash, ...use })));
  await db.query(
    `insert into usage_hour (graph_id, variant, signature_hash, client_name, client_version, hour, requests, errors)
     select $1, $2, * from unnest($3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::bigint[], $8::bigint[])
     on conflict (graph_id, variant, hour, signature_hash, client_name, client_version) do update
     set requests = usage_hour.requests + excluded.requests, errors = usage_hour.errors + excluded.errors`,
    [
      graphId,
      variant,
      rows.map(({ signatureHash }) => signatureHash),
      rows.map(({ client }) => client.name),
      rows.map(({ client }) => client.version),
      rows.map(({ hour }) => hour),
      rows.map(({ requests }) => requests),
      rows.map(({ errors }) => errors),
    ],
  );
}

async function addFields(
  db: Db,
  { graphId, variant }: GraphRef,
  operations: readonly ReportedOperation[],
): Promise<void> {
  const rows = operations.flatMap(({ signatureHash, fields }) =>
    fields.map((field) => [signatureHash, field] as const),
  );
  await db.query(
    `insert into usage_field (graph_id, variant, signature_hash, coordinate)
     select $1, $2, * from unnest($3::text[], $4::text[]) on conflict do nothing`,
    [graphId, variant, rows.map(([hash]) => hash), rows.map(([, field]) => field)],
  );
}

async function addInputs(
  db: Db,
  { graphId, variant }: GraphRef,
  operations: readonly ReportedOperation[],
  now: Date,
): Promise<void> {
  const rows = operations.flatMap(({ signatureHash, inputs }) => inputs.map((input) => ({ signatureHash, ...input })));
  if (rows.length === 0) return;
  await db.query(
    `insert into usage_input (graph_id, variant, signature_hash, coordinate, present, nulls, missing, last_seen)
     select $1, $2, reported.*, $8::timestamptz
     from unnest($3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[]) as reported
     on conflict (graph_id, variant, signature_hash, coordinate) do update
     set present = usage_input.present + excluded.present, nulls = usage_input.nulls + excluded.nulls,
       missing = usage_input.missing + excluded.missing, last_seen = greatest(usage_input.last_seen, excluded.last_seen)`,
    [
      graphId,
      variant,
      rows.map(({ signatureHash }) => signatureHash),
      rows.map(({ coordinate }) => coordinate),
      rows.map(({ present }) => present),
      rows.map(({ nulls }) => nulls),
      rows.map(({ missing }) => missing),
      now,
    ],
  );
}

const removedAtOnce = 5_000;

/** Removes a batch of what was counted before a time, then of operations not seen since; gives whether there may be more. */
export async function removeUsage(db: Db, before: Date): Promise<boolean> {
  const hours = await db.query(
    `delete from usage_hour where ctid = any(array(select ctid from usage_hour where hour < $1 limit $2))`,
    [before, removedAtOnce],
  );
  const operations = await db.query(
    `delete from usage_operation where ctid = any(array(select ctid from usage_operation where last_seen < $1 limit $2))`,
    [before, removedAtOnce],
  );
  return hours.rowCount === removedAtOnce || operations.rowCount === removedAtOnce;
}
