import { type Schema, Supergraph } from '@apollo/federation-internals';
import { buildASTSchema, type GraphQLSchema, parse, printSchema } from 'graphql';
import type { SubgraphEntry } from '../contract.ts';
import { refuseUnenforced, supportedFeatures } from './features.ts';

/** A supergraph, read. Schemas of two libraries: the planner has one of its own, everything else uses graphql-js. */
export type LoadedSupergraph = {
  /** What clients see. */
  readonly schema: GraphQLSchema;
  /** Every type and field of every subgraph, with the join directives (`astNode.directives`). */
  readonly supergraph: GraphQLSchema;
  /** What clients see, for the planner. */
  readonly planningSchema: Schema;
  /** What the planner works on. */
  readonly planningSupergraph: Supergraph;
  readonly subgraphs: readonly SubgraphEntry[];
};

/**
 * Reads a supergraph.
 * Errors: an Error that says what is wrong when the text is none, or links a feature that nobody enforces here.
 */
export function loadSupergraph(sdl: string): LoadedSupergraph {
  const document = parse(sdl);
  const supergraph = buildASTSchema(document, { assumeValid: true, assumeValidSDL: true });
  refuseUnenforced(supergraph);
  const planningSupergraph = Supergraph.build(document, {
    supportedFeatures: new Set(supportedFeatures),
    validateSupergraph: true,
  });
  const planningSchema = planningSupergraph.apiSchema();
  return {
    schema: planningSchema.toGraphQLJSSchema(),
    supergraph,
    planningSchema,
    planningSupergraph,
    subgraphs: planningSupergraph.subgraphsMetadata().map(({ name, url }) => entryOf(planningSupergraph, name, url)),
  };
}

function entryOf(supergraph: Supergraph, name: string, url: string): SubgraphEntry {
  const subgraph = supergraph.subgraphs().get(name);
  if (!subgraph) throw new Error(`the supergraph lists ${name} but has nothing of it`);
  return isHttp(url) ? { name, url } : { name, url, sdl: printSchema(subgraph.schema.toGraphQLJSSchema()) };
}

/** A composition may leave the URL out: settings give it then. */
function isHttp(url: string): boolean {
  return url === '' || /^https?:/i.test(url) || !url.includes(':');
}
