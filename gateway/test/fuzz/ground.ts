import { composeServices } from '@apollo/composition';
import { Supergraph } from '@apollo/federation-internals';
import { type GraphQLSchema, isInterfaceType, isObjectType, parse, type SelectionSetNode } from 'graphql';
import type { GraphCase } from './case.ts';
import { readSubgraph, type SubgraphFacts } from './facts.ts';

/** A composed graph: what the oracle, the subgraphs and the router under test stand on. */
export type Ground = {
  readonly supergraphSdl: string;
  readonly supergraph: Supergraph;
  /** Everything, the inaccessible too. */
  readonly full: GraphQLSchema;
  /** What clients see. */
  readonly api: GraphQLSchema;
  readonly subgraphs: ReadonlyMap<string, SubgraphFacts>;
  /** What `@requires` says of a field, by `Type.field` of a concrete type. */
  readonly inputs: ReadonlyMap<string, SelectionSetNode>;
};

/** Composes the subgraphs. Gives what composition finds wrong with them, when they do not fit. */
export function composeGraph(subgraphs: GraphCase['subgraphs']): Ground | { readonly faults: readonly string[] } {
  const services = subgraphs.map(({ name, sdl }) => ({ name, url: `http://${name}.test`, typeDefs: parse(sdl) }));
  const { supergraphSdl, errors } = composeServices(services);
  if (!supergraphSdl) return { faults: (errors ?? []).map(({ message }) => message) };
  const supergraph = Supergraph.build(supergraphSdl, { validateSupergraph: false });
  const full = supergraph.schema.toGraphQLJSSchema();
  const facts = new Map(subgraphs.map(({ name, sdl }) => [name, readSubgraph(name, sdl)]));
  const api = supergraph.apiSchema().toGraphQLJSSchema();
  return { supergraphSdl, supergraph, full, api, subgraphs: facts, inputs: collectInputs(full, facts) };
}

function collectInputs(full: GraphQLSchema, subgraphs: Ground['subgraphs']): ReadonlyMap<string, SelectionSetNode> {
  const inputs = new Map<string, SelectionSetNode>();
  for (const { parts } of subgraphs.values()) {
    for (const [typeName, part] of parts) {
      for (const [fieldName, selection] of part.requires) {
        for (const concrete of concreteTypes(full, typeName)) inputs.set(`${concrete}.${fieldName}`, selection);
      }
    }
  }
  return inputs;
}

/** The object types that a name stands for: an interface object is a type of its own in its subgraph only. */
export function concreteTypes(full: GraphQLSchema, typeName: string): readonly string[] {
  const type = full.getType(typeName);
  if (isInterfaceType(type)) return full.getPossibleTypes(type).map(({ name }) => name);
  return isObjectType(type) ? [typeName] : [];
}
