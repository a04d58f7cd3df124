import type { GraphQLSchema } from 'graphql';
import { cachePolicyOf } from '../../graph/cache-policy.ts';
import type { Part } from './read-plan.ts';

/** How old an answer for all of the parts may be while their subgraph is away, in milliseconds; 0: none may. */
export type MaxStaleMs = (parts: readonly Part[]) => number;

/** Makes the reader of a supergraph's `@cacheControl`, as far as it is about what one request asks for. */
export function createMaxStaleMs(supergraph: GraphQLSchema): MaxStaleMs {
  const seconds = ({ operation: { type, isEntities, selectionSet } }: Part): number => {
    if (type !== 'query') return 0;
    const root = isEntities ? undefined : supergraph.getQueryType()?.name;
    return cachePolicyOf(supergraph, selectionSet, {}, root, !isEntities).maxAgeSeconds;
  };
  return (parts) => 1_000 * Math.min(...parts.map(seconds));
}
