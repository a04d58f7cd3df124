import { everyTenant, type Transaction } from '@fiscal/kit';
import { type Caller, may } from '../../domain/access.ts';
import type { Graph } from '../../domain/graph.ts';
import { isGraphId, parseRef } from '../../domain/ref.ts';
import type { Subgraph, Variant } from '../../domain/variant.ts';
import { graphById, subgraphsOf, variantByRef, variantsOf } from '../../store/index.ts';
import type { Loaders } from '../loaders.ts';
import type { Field, ResolverMap } from './resolver-map.ts';

/** What there is to read of graphs and their variants. */
export function createGraphResolvers(transact: Transaction, loaders: Loaders, publicUrl: () => string): ResolverMap {
  const readGraph = createReadGraph(transact);
  const readVariant = createReadVariant(transact);
  const graph: Field<unknown, { id: string }> = (_, { id }, { caller }) => readGraph(caller, id);
  const lookUp: Field<unknown, { ref: string }> = async (_, { ref: text }, { caller }) => {
    const ref = parseRef(text);
    if (!ref) return { __typename: 'InvalidRefFormat', message: `${text} is no graph@variant` };
    const variant = await readVariant(caller, ref.graphId, ref.variant);
    return variant && { __typename: 'GraphVariant', ...variant };
  };
  const variant: Field<Graph, { name: string }> = ({ id }, { name }, { caller }) => readVariant(caller, id, name);
  const variants: Field<Graph> = async ({ id }, _, { caller }) =>
    (await transact(everyTenant, (db) => variantsOf(db, id))).filter(({ name }) =>
      may(caller, 'read', { graphId: id, variant: name }),
    );
  return {
    Query: { frontendUrlRoot: () => publicUrl(), graph, variant: lookUp },
    Mutation: { graph },
    GraphMutation: { variant },
    Graph: {
      name: ({ id }: Graph) => id,
      asActor: ({ id }: Graph) => ({ type: 'GRAPH', actorId: id }),
      variant,
      variants,
    },
    GraphVariant: variantFields(transact, loaders),
    GraphVariantSubgraph: { activePartialSchema: (subgraph: Subgraph) => subgraph },
    SubgraphSchema: { sdl: ({ sdlHash }: Subgraph) => loaders.text(sdlHash) },
  };
}

/**
 * Makes what finds a graph; null where the caller may not read it. One that is not there yet is as if it were for whoever may
 * make it by publishing to it.
 */
export function createReadGraph(transact: Transaction): (caller: Caller, id: string) => Promise<Graph | null> {
  return async (caller, id) => {
    if (!isGraphId(id) || !may(caller, 'read', { graphId: id })) return null;
    const found = await transact(everyTenant, (db) => graphById(db, id));
    if (found) return found;
    return may(caller, 'manage', { graphId: id }) ? { id, title: id, createdAt: new Date(0) } : null;
  };
}

/** Makes what finds a variant; null where the caller may not read it. */
export function createReadVariant(
  transact: Transaction,
): (caller: Caller, graphId: string, variant: string) => Promise<Variant | null> {
  return async (caller, graphId, variant) => {
    if (!may(caller, 'read', { graphId, variant })) return null;
    return (await transact(everyTenant, (db) => variantByRef(db, { graphId, variant }))) ?? null;
  };
}

function variantFields(transact: Transaction, { launch, text }: Loaders): Record<string, Field<Variant, never>> {
  const subgraphs = ({ graphId, name }: Variant) =>
    transact(everyTenant, (db) => subgraphsOf(db, { graphId, variant: name }));
  return {
    id: ({ graphId, name }) => `${graphId}@${name}`,
    subgraphs: (variant) => (variant.kind === 'federated' ? subgraphs(variant) : null),
    subgraph: async (variant, { name }: { name: string }) =>
      (await subgraphs(variant)).find((subgraph) => subgraph.name === name) ?? null,
    latestPublication: async (variant) => {
      const current = await launch(variant.currentLaunchId);
      if (!current?.apiHash) return null;
      return { variant, schema: { hash: current.apiHash, document: await text(current.apiHash) } };
    },
    latestLaunch: ({ latestLaunchId }) => launch(latestLaunchId),
    latestApprovedLaunch: ({ currentLaunchId }) => launch(currentLaunchId),
    sourceVariant: ({ graphId, sourceVariant }) =>
      sourceVariant === null
        ? null
        : transact(everyTenant, (db) => variantByRef(db, { graphId, variant: sourceVariant })),
    readme: ({ readme, readmeAt }) => ({ content: readme, lastUpdatedTime: readmeAt }),
    federationVersion: () => null,
  };
}
