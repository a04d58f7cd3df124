import type { Db } from '@fiscal/kit';
import type { ServiceContracts } from '../domain/contracts-of-a-service/contracts.ts';
import type { GraphRef } from '../domain/ref.ts';

type Row = { protos: ServiceContracts['protos']; events: ServiceContracts['events'] };

/** A subgraph of a variant. */
export type ServiceRef = GraphRef & { readonly subgraph: string };

/** What a service has published of its other contracts; nulls where it has not. */
export async function serviceContractsOf(
  db: Db,
  { graphId, variant, subgraph }: ServiceRef,
): Promise<ServiceContracts> {
  const { rows } = await db.query<Row>(
    'select protos, events from service_contract where graph_id = $1 and variant = $2 and subgraph = $3',
    [graphId, variant, subgraph],
  );
  return rows[0] ?? { protos: null, events: null };
}

/** Keeps what a service publishes; what it says nothing of stays. Gives whether anything is another than before. */
export async function saveServiceContracts(
  db: Db,
  { graphId, variant, subgraph }: ServiceRef,
  { protos, events }: ServiceContracts,
  by: { readonly at: Date; readonly actor: string },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into service_contract (graph_id, variant, subgraph, protos, events, updated_at, updated_by)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (graph_id, variant, subgraph) do update set
       protos = coalesce(excluded.protos, service_contract.protos),
       events = coalesce(excluded.events, service_contract.events),
       updated_at = excluded.updated_at, updated_by = excluded.updated_by
     where (service_contract.protos, service_contract.events) is distinct from
       (coalesce(excluded.protos, service_contract.protos), coalesce(excluded.events, service_contract.events))`,
    [graphId, variant, subgraph, protos, events, by.at, by.actor],
  );
  return rowCount !== 0;
}

/** Forgets the contracts of services that are not among these any more. */
export async function removeServiceContracts(
  db: Db,
  { graphId, variant }: GraphRef,
  subgraphs: readonly string[],
): Promise<void> {
  await db.query('delete from service_contract where graph_id = $1 and variant = $2 and subgraph = any($3)', [
    graphId,
    variant,
    subgraphs,
  ]);
}

/** What a commit proposes; nulls where nothing was handed in for it. */
export async function proposedContractsOf(
  db: Db,
  { graphId, variant, subgraph }: ServiceRef,
  commit: string,
): Promise<ServiceContracts> {
  const { rows } = await db.query<Row>(
    `select protos, events from proposed_contract
     where graph_id = $1 and variant = $2 and subgraph = $3 and commit = $4`,
    [graphId, variant, subgraph, commit],
  );
  return rows[0] ?? { protos: null, events: null };
}

/** Keeps what a commit proposes, instead of what was handed in for it before. */
export async function saveProposedContracts(
  db: Db,
  { graphId, variant, subgraph }: ServiceRef,
  commit: string,
  { protos, events }: ServiceContracts,
  at: Date,
): Promise<void> {
  await db.query(
    `insert into proposed_contract (graph_id, variant, subgraph, commit, protos, events, created_at)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict (graph_id, variant, subgraph, commit)
     do update set protos = excluded.protos, events = excluded.events, created_at = excluded.created_at`,
    [graphId, variant, subgraph, commit, protos, events, at],
  );
}

/** Removes up to `limit` of what was proposed before a time; gives how many. */
export async function removeProposedContracts(db: Db, before: Date, limit: number): Promise<number> {
  const { rowCount } = await db.query(
    'delete from proposed_contract where ctid = any(array(select ctid from proposed_contract where created_at < $1 limit $2))',
    [before, limit],
  );
  return rowCount ?? 0;
}
