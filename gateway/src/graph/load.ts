import { Supergraph } from '@apollo/federation-internals';
import { log } from '@fiscal/kit';
import type { GraphQLSchema } from 'graphql';
import { createExecutor, type Executor } from '../execution/executor.ts';
import type { SubgraphClient } from '../execution/subgraph-client.ts';
import { createEventSource } from '../live/event-source.ts';
import { createPlan, type Plan } from '../planning/plan.ts';

/** Everything that answers requests by one supergraph. It never changes: another supergraph is another graph. */
export type Graph = {
  /** What clients may ask for. */
  readonly schema: GraphQLSchema;
  readonly planner: Plan;
  readonly executor: Executor;
  readonly clients: ReadonlyMap<string, SubgraphClient>;
};

/** Makes the client of a subgraph that is reached by HTTP. */
export type CreateClient = (name: string, routingUrl: string) => SubgraphClient;

/**
 * Makes a graph of a federation 2 supergraph.
 * Errors: an Error that says what is wrong when the text is none, or needs a feature that is not enforced here.
 */
export function loadGraph(supergraphSdl: string, createClient: CreateClient): Graph {
  const supergraph = Supergraph.build(supergraphSdl, { validateSupergraph: true });
  const schema = supergraph.apiSchema().toGraphQLJSSchema();
  const clients = new Map(
    supergraph.subgraphsMetadata().map(({ name, url }) => {
      const subgraph = supergraph.subgraphs().get(name);
      if (!subgraph) throw new Error(`the supergraph lists ${name} but has nothing of it`);
      return [
        name,
        isEventSource(url) ? createEventSource(subgraph.schema.toGraphQLJSSchema()) : createClient(name, url),
      ];
    }),
  );
  log.info({ subgraphs: [...clients.keys()] }, 'supergraph loaded');
  return { schema, planner: createPlan(supergraph), executor: createExecutor(supergraph, schema, clients), clients };
}

/** Closes the connections to all subgraphs, once the calls under way are done. */
export async function closeGraph(graph: Graph): Promise<void> {
  await Promise.all([...graph.clients.values()].map((client) => client.stop()));
}

/** A subgraph that is schema only, and whose fields events give, has a routing URL such as `kafka:events`. */
function isEventSource(url: string): boolean {
  return url.startsWith('kafka:');
}
