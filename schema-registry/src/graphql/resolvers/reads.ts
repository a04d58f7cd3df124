import { everyTenant, type Transaction } from '@fiscal/kit';
import { type Caller, may } from '../../domain/access.ts';
import type { Graph } from '../../domain/graph.ts';
import { isGraphId, isVariantName } from '../../domain/ref.ts';
import type { Variant } from '../../domain/variant.ts';
import { graphById, variantByRef } from '../../store/index.ts';

/** Finds what the caller may read; null for anything else. */
export type Reads = {
  graph(caller: Caller, id: string): Promise<Graph | null>;
  variant(caller: Caller, graphId: string, variant: string | null): Promise<Variant | null>;
  /** A variant that something is to be done to; it need not be there yet where the caller may publish to it. */
  variantToWrite(caller: Caller, graphId: string, variant: string): Promise<Variant | null>;
};

/** Makes the reads. A graph that is not there yet is as if it were for whoever may make it by publishing to it. */
export function createReads(transact: Transaction, now: () => Date): Reads {
  const graph: Reads['graph'] = async (caller, id) => {
    if (!isGraphId(id) || !may(caller, 'read', { graphId: id })) return null;
    const found = await transact(everyTenant, (db) => graphById(db, id));
    return found ?? (may(caller, 'manage', { graphId: id }) ? { id, title: id, createdAt: now() } : null);
  };
  const variant: Reads['variant'] = async (caller, graphId, name) => {
    if (name === null || !isVariantName(name) || !may(caller, 'read', { graphId, variant: name })) return null;
    return (await transact(everyTenant, (db) => variantByRef(db, { graphId, variant: name }))) ?? null;
  };
  const variantToWrite: Reads['variantToWrite'] = async (caller, graphId, name) => {
    const found = await variant(caller, graphId, name);
    if (found) return found;
    const isNew = isVariantName(name) && may(caller, 'publish', { graphId, variant: name });
    return isNew ? newVariant(graphId, name, now()) : null;
  };
  return { graph, variant, variantToWrite };
}

function newVariant(graphId: string, name: string, createdAt: Date): Variant {
  return {
    graphId,
    name,
    kind: 'federated',
    sourceVariant: null,
    filter: null,
    baseVariant: null,
    expiresAt: null,
    revision: 0,
    currentLaunchId: null,
    latestLaunchId: null,
    readme: '',
    readmeAt: null,
    settings: {},
    createdAt,
  };
}
