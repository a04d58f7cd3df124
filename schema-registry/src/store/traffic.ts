import type { Db } from '@fiscal/kit';
import type { TrafficOperation } from '../domain/checks/traffic.ts';
import type { SentInputs } from '../domain/operations/operation-check.ts';
import type { ClientUsage } from '../domain/usage/usage.ts';

type Row = { id: string; name: string; document: string; clients: ClientUsage[] };
type InputRow = { id: string; coordinate: string; present: string; nulls: string; missing: string };
type PersistedRow = { id: string; name: string; body: string; client_name: string };

/** Which traffic is read; of more operations, those that were sent most. */
export type TrafficQuery = {
  readonly graphId: string;
  readonly variants: readonly string[];
  readonly from: Date;
  readonly to: Date;
  readonly most: number;
};

/** The operations that clients sent, by signature, with who sent them how often and what with. */
export async function trafficOf(db: Db, query: TrafficQuery): Promise<readonly TrafficOperation[]> {
  const { graphId, variants, from, to, most } = query;
  const { rows } = await db.query<Row>(
    `with counted as (
       select signature_hash, client_name, client_version, sum(requests)::float8 as requests from usage_hour
       where graph_id = $1 and variant = any($2) and hour >= date_trunc('hour', $3::timestamptz) and hour <= $4
       group by signature_hash, client_name, client_version
     ), sent as (
       select signature_hash, sum(requests) as requests, json_agg(
         json_build_object('name', client_name, 'version', client_version, 'requests', requests)) as clients
       from counted group by signature_hash order by requests desc, signature_hash limit $5
     )
     select distinct on (sent.signature_hash) sent.signature_hash as id, name, document, clients
     from sent join usage_operation on usage_operation.graph_id = $1 and usage_operation.variant = any($2)
       and usage_operation.signature_hash = sent.signature_hash`,
    [graphId, variants, from, to, most],
  );
  const inputs = await inputsOf(
    db,
    query,
    rows.map(({ id }) => id),
  );
  return rows.map(({ id, name, document, clients }) => ({
    id,
    name: name || null,
    document,
    literals: 'emptied',
    clients,
    requests: clients.reduce((sum, { requests }) => sum + requests, 0),
    persisted: false,
    ...(inputs.has(id) ? { sent: sentOf(inputs.get(id) ?? []) } : {}),
  }));
}

async function inputsOf(db: Db, { graphId, variants, from }: TrafficQuery, ids: readonly string[]) {
  const { rows } = await db.query<InputRow>(
    `select signature_hash as id, coordinate, sum(present) as present, sum(nulls) as nulls, sum(missing) as missing
     from usage_input where graph_id = $1 and variant = any($2) and signature_hash = any($3) and last_seen >= $4
     group by signature_hash, coordinate`,
    [graphId, variants, ids, from],
  );
  return Map.groupBy(rows, ({ id }) => id);
}

/** A coordinate may be of an input field or of an enum value; which, only schemas tell, so that it is told as both. */
function sentOf(rows: readonly InputRow[]): SentInputs {
  const byType = Map.groupBy(rows, ({ coordinate }) => coordinate.split('.', 1)[0] ?? '');
  const told = <T>(read: (row: InputRow) => T): Record<string, Record<string, T>> =>
    // What the names are, reporters say: of entries even an odd one becomes a field and nothing else.
    Object.fromEntries(
      [...byType].map(([type, some]) => [
        type,
        Object.fromEntries(some.map((row) => [row.coordinate.slice(type.length + 1), read(row)])),
      ]),
    );
  return {
    inputFields: told(({ present, nulls, missing }) => ({
      refs: Number(present) + Number(nulls),
      nullRefs: Number(nulls),
      missing: Number(missing),
    })),
    enumValues: told(({ present }) => Number(present)),
  };
}

/** The operations of the lists of persisted queries that are linked to these variants, `most` of them at the most. */
export async function persistedOperationsOf(
  db: Db,
  { graphId, variants, most }: Pick<TrafficQuery, 'graphId' | 'variants' | 'most'>,
): Promise<readonly TrafficOperation[]> {
  const { rows } = await db.query<PersistedRow>(
    `select id, name, body, client_name from persisted_query
     where list_id in (
       select list_id from variant_persisted_query_list where graph_id = $1 and variant = any($2)
     ) order by id, client_name limit $3`,
    [graphId, variants, most],
  );
  return rows.map(({ id, name, body, client_name }) => ({
    id: `persisted:${client_name}:${id}`,
    name: name || null,
    document: body,
    literals: 'kept',
    clients: client_name ? [{ name: client_name, version: '', requests: 0 }] : [],
    requests: 0,
    persisted: true,
  }));
}
