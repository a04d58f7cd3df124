import { everyTenant, type Transaction } from '@fiscal/kit';
import type { Graph } from '../../domain/graph.ts';
import { previewsOf } from '../../store/index.ts';
import type { SetPreviews } from '../../use-cases/previews.ts';
import type { Field, ResolverMap } from './resolver-map.ts';

type Asked = { readonly prefix?: string | null; readonly base: string; readonly days: number };

/** Which variants of a graph are previews. */
export function createPreviewResolvers(transact: Transaction, set: SetPreviews): ResolverMap {
  const previews: Field<Graph> = ({ id }) => transact(everyTenant, (db) => previewsOf(db, id));
  const setPreviews: Field<Graph, Asked> = ({ id }, { prefix, base, days }, { caller }) =>
    set(caller, id, prefix ? { prefix, base, days } : null);
  return { Graph: { previews }, GraphMutation: { setPreviews } };
}
