import { execute, type GraphQLSchema, parse } from 'graphql';
import type { SubgraphClient } from '../execution/subgraph-client.ts';

/**
 * Makes the subgraph that consists of events: asked for the root of a subscription, it answers from the event that the
 * call carries, in process. It has no address, and a plan that sends anything else to it is a fault.
 */
export function createEventSource(schema: GraphQLSchema): SubgraphClient {
  return {
    async fetch({ query, variables }, { event }) {
      if (!event) throw new Error('a plan asks the event subgraph outside of a subscription');
      const { data, errors } = await execute({
        schema,
        document: parse(query),
        rootValue: event,
        variableValues: variables ?? {},
      });
      return { data: data ?? null, ...(errors ? { errors: errors.map((error) => error.toJSON()) } : {}) };
    },
    stop: async () => undefined,
  };
}
