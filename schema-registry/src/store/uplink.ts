import type { Db } from '@fiscal/kit';
import type { GraphRef } from '../domain/ref.ts';

/** Everything of a variant that routers are told. */
export type ServedVariant = {
  readonly launch:
    | { readonly id: string; readonly supergraphSdl: string; readonly signature: string | null }
    | undefined;
  /** As the variant is set. */
  readonly minDelaySeconds: number | undefined;
  readonly list: { readonly id: string; readonly revision: number; readonly chunks: readonly string[] } | undefined;
};

type Row = {
  launch_id: string | null;
  signature: string | null;
  supergraph: string | null;
  delay: unknown;
  list_id: string | null;
  revision: number | null;
  chunks: string[] | null;
};

/** What routers of a variant are told now. */
export async function servedVariant(db: Db, { graphId, variant }: GraphRef): Promise<ServedVariant | undefined> {
  const { rows } = await db.query<Row>(
    `select launch.id as launch_id, launch.signature, document.text as supergraph,
       variant.settings -> 'minDelaySeconds' as delay, list.id as list_id, list.revision, list.chunks
     from variant
     left join launch on launch.id = variant.current_launch_id
     left join document on document.hash = launch.supergraph_hash
     left join variant_persisted_query_list link
       on link.graph_id = variant.graph_id and link.variant = variant.name
     left join persisted_query_list list on list.id = link.list_id
     where variant.graph_id = $1 and variant.name = $2`,
    [graphId, variant],
  );
  return rows.map(toServed)[0];
}

function toServed({ launch_id, signature, supergraph, delay, list_id, revision, chunks }: Row): ServedVariant {
  return {
    launch: launch_id && supergraph ? { id: launch_id, supergraphSdl: supergraph, signature } : undefined,
    minDelaySeconds: typeof delay === 'number' ? delay : undefined,
    list: list_id ? { id: list_id, revision: revision ?? 0, chunks: chunks ?? [] } : undefined,
  };
}
