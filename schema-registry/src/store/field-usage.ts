import type { Db } from '@fiscal/kit';
import type { GraphRef } from '../domain/ref.ts';
import type { ClientUsage, FieldUsage, OperationUsage } from '../domain/usage/usage.ts';

type Sum = { requests: string; last_seen: Date };
type ClientSum = { name: string; version: string; requests: number };

const mostClients = 50;

/** A JSON list of clients with their requests, most first, out of rows `used` that have both. */
const clients = `(select coalesce(jsonb_agg(jsonb_build_object(
    'name', client_name, 'version', client_version, 'requests', requests) order by requests desc), '[]')
  from (select client_name, client_version, sum(requests) as requests from used u where u.key = used.key
    group by client_name, client_version order by requests desc limit ${mostClients}) as each)`;

/** The fields of a variant that anybody asked for since a time, with who did; most asked first. */
export async function fieldUsageOf(
  db: Db,
  { graphId, variant }: GraphRef,
  since: Date,
): Promise<readonly FieldUsage[]> {
  const { rows } = await db.query<Sum & { key: string; clients: ClientSum[] }>(
    `with used as (
       select field.coordinate as key, client_name, client_version, sum(requests) as requests, max(hour) as hour
       from usage_hour join usage_field field using (graph_id, variant, signature_hash)
       where graph_id = $1 and variant = $2 and hour >= $3 group by 1, 2, 3)
     select key, sum(requests) as requests, max(hour) as last_seen, ${clients} as clients
     from used group by key order by sum(requests) desc, key`,
    [graphId, variant, since],
  );
  return rows.map(({ key, ...row }) => ({ coordinate: key, ...toSum(row), clients: row.clients.map(toClient) }));
}

/** The operations that were sent since a time, with who did, most sent first; only those that ask for a field, if given. */
export async function operationUsageOf(
  db: Db,
  { graphId, variant }: GraphRef,
  since: Date,
  { coordinate, most }: { readonly coordinate: string | null; readonly most: number },
): Promise<readonly OperationUsage[]> {
  const { rows } = await db.query<
    Sum & { key: string; name: string; document: string; errors: string; clients: ClientSum[] }
  >(
    `with used as (
       select signature_hash as key, client_name, client_version, sum(requests) as requests, sum(errors) as errors,
         max(hour) as hour
       from usage_hour where graph_id = $1 and variant = $2 and hour >= $3 and ($4::text is null or exists (
         select 1 from usage_field field where field.graph_id = $1 and field.variant = $2
           and field.coordinate = $4 and field.signature_hash = usage_hour.signature_hash))
       group by 1, 2, 3)
     select key, operation.name, operation.document, sum(requests) as requests, sum(errors) as errors,
       max(hour) as last_seen, ${clients} as clients
     from used join usage_operation operation
       on operation.graph_id = $1 and operation.variant = $2 and operation.signature_hash = key
     group by key, operation.name, operation.document order by sum(requests) desc, key limit $5`,
    [graphId, variant, since, coordinate, most],
  );
  return rows.map(({ key, name, document, errors, ...row }) => ({
    signatureHash: key,
    name,
    document,
    ...toSum(row),
    errors: Number(errors),
    clients: row.clients.map(toClient),
  }));
}

/** When each field was asked for last, as far back as anything is kept. */
export async function lastUses(db: Db, { graphId, variant }: GraphRef): Promise<ReadonlyMap<string, Date>> {
  const { rows } = await db.query<{ coordinate: string; at: Date }>(
    `select coordinate, max(hour) as at from usage_field join usage_hour using (graph_id, variant, signature_hash)
     where graph_id = $1 and variant = $2 group by coordinate`,
    [graphId, variant],
  );
  return new Map(rows.map(({ coordinate, at }) => [coordinate, at]));
}

function toSum({ requests, last_seen: lastSeen }: Sum): { requests: number; lastSeen: Date } {
  return { requests: Number(requests), lastSeen };
}

function toClient({ requests, ...client }: ClientSum): ClientUsage {
  return { ...client, requests: Number(requests) };
}
