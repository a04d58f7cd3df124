import { everyTenant, type Transaction } from '@fiscal/kit';
import { may } from '../../domain/access.ts';
import type { Graph } from '../../domain/graph.ts';
import { parseRef } from '../../domain/ref.ts';
import { allGraphs, variantsOf } from '../../store/index.ts';
import type { Reads } from './reads.ts';
import type { Field, ResolverMap } from './resolver-map.ts';

/** Finds graphs and variants. */
export function createGraphResolvers(transact: Transaction, reads: Reads, publicUrl: () => string): ResolverMap {
  const graph: Field<unknown, { id: string }> = (_, { id }, { caller }) => reads.graph(caller, id);
  const graphs: Field<unknown> = async (_, __, { caller }) =>
    (await transact(everyTenant, allGraphs)).filter(({ id }) => may(caller, 'read', { graphId: id }));
  const lookUp: Field<unknown, { ref: string }> = async (_, { ref: text }, { caller }) => {
    const ref = parseRef(text);
    if (!ref) return { __typename: 'InvalidRefFormat', message: `${text} is no graph@variant` };
    const variant = await reads.variant(caller, ref.graphId, ref.variant);
    return variant && { __typename: 'GraphVariant', ...variant };
  };
  const variant: Field<Graph, { name: string }> = ({ id }, { name }, { caller }) => reads.variant(caller, id, name);
  const variantToWrite: Field<Graph, { name: string }> = ({ id }, { name }, { caller }) =>
    reads.variantToWrite(caller, id, name);
  const variants: Field<Graph> = async ({ id }, _, { caller }) =>
    (await transact(everyTenant, (db) => variantsOf(db, id))).filter(({ name }) =>
      may(caller, 'read', { graphId: id, variant: name }),
    );
  return {
    Query: { frontendUrlRoot: () => publicUrl(), graph, graphs, variant: lookUp },
    Mutation: { graph },
    Graph: {
      name: ({ id }: Graph) => id,
      asActor: ({ id }: Graph) => ({ type: 'GRAPH', actorId: id }),
      variant,
      variants,
    },
    GraphMutation: { variant: variantToWrite },
  };
}
