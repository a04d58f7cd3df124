import { type Schema, Supergraph } from '@apollo/federation-internals';
import { buildASTSchema, type DocumentNode, type GraphQLSchema, parse, printSchema } from 'graphql';
import type { SubgraphEntry } from '../contract.ts';
import type { LiftedFields } from '../planning/lift-arguments.ts';
import { mendSupergraph } from '../planning/mend-supergraph.ts';
import type { Requirements } from '../planning/requirements.ts';
import type { Contract } from './contract-filter.ts';
import { contractView } from './contract-view.ts';
import { refuseUnenforced, supportedFeatures } from './features.ts';
import { nameInSchema } from './links.ts';

/** A supergraph, read. Schemas of two libraries: the planner has one of its own, everything else uses graphql-js. */
export type LoadedSupergraph = {
  /** What clients see. */
  readonly schema: GraphQLSchema;
  /** Every type and field of every subgraph, with the join directives (`astNode.directives`). */
  readonly supergraph: GraphQLSchema;
  /** What the planner works on, mended, and what clients see, in the planner's own library. */
  readonly planning: {
    readonly supergraph: Supergraph;
    readonly api: Schema;
    readonly lifted: LiftedFields;
    readonly requirements: Requirements;
    /** Of subgraphs that only the planner knows. */
    readonly realNames: ReadonlyMap<string, string>;
  };
  readonly subgraphs: readonly SubgraphEntry[];
};

const features = new Set(supportedFeatures);

const everything: Contract = { include: [], exclude: [] };

/** Whether a supergraph was read before without a fault: checking it takes as long as reading it. */
export type Trust = 'unchecked' | 'checked-before';

/**
 * Reads a supergraph, or the part of it that a contract leaves for clients.
 * Errors: an Error that says what is wrong when the text is none, links a feature that nobody enforces here, or has
 * nothing that the contract leaves.
 */
export function loadSupergraph(
  sdl: string,
  contract: Contract = everything,
  trust: Trust = 'unchecked',
): LoadedSupergraph {
  const written = parse(sdl, { noLocation: true });
  const whole = buildASTSchema(written, { assumeValid: true, assumeValidSDL: true });
  refuseUnenforced(whole);
  const document = contractView(written, whole, contract);
  const supergraph =
    document === written ? whole : buildASTSchema(document, { assumeValid: true, assumeValidSDL: true });
  const validateSupergraph = trust === 'unchecked';
  const original = Supergraph.build(document, { supportedFeatures: features, validateSupergraph });
  const subgraphs = original.subgraphsMetadata().map(({ name, url }) => entryOf(original, name, url));
  const api = original.apiSchema();
  const { document: mended, ...rest } = mendSupergraph(document, nameInSchema(supergraph, 'context', 'context'));
  return {
    schema: api.toGraphQLJSSchema(),
    supergraph,
    planning: { supergraph: forPlanner(original, document, mended), api, ...rest },
    subgraphs,
  };
}

/** What was mended is not checked a second time: a field that nothing refers to any more may stay `@external`. */
function forPlanner(original: Supergraph, document: DocumentNode, mended: DocumentNode): Supergraph {
  if (mended === document) return original;
  return Supergraph.build(mended, { supportedFeatures: features, validateSupergraph: false });
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
