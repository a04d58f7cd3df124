import { type ConstDirectiveNode, type GraphQLSchema, Kind, parse } from 'graphql';
import { argumentOf, createGraphNames } from './join.ts';

/** The top names of the key field sets by which a subgraph looks up entities of a type. */
export type KeysOf = (subgraph: string, typeName: string) => readonly ReadonlySet<string>[];

/** Makes the reader of a supergraph's keys (`@join__type(graph:, key:)` of the join specification). */
export function createKeysOf(supergraph: GraphQLSchema): KeysOf {
  const graphs = createGraphNames(supergraph);
  return (subgraph, typeName) => {
    const type = supergraph.getType(typeName);
    const directives = [
      ...(type?.astNode?.directives ?? []),
      ...(type?.extensionASTNodes ?? []).flatMap((node) => node.directives ?? []),
    ];
    return directives.flatMap((directive) => {
      const key = argumentOf(directive, 'key');
      const isOfSubgraph = graphs.get(argumentOf(directive, 'graph') ?? '') === subgraph;
      return directive.name.value === 'join__type' && isOfSubgraph && key ? [topNames(key)] : [];
    });
  };
}

const looseOf = new WeakMap<GraphQLSchema, ReadonlySet<string>>();

/** Interfaces that some subgraph knows as `@interfaceObject` (`@join__type(isInterfaceObject: true)`). */
export function looseNames(supergraph: GraphQLSchema): ReadonlySet<string> {
  const names = looseOf.get(supergraph) ?? readLooseNames(supergraph);
  looseOf.set(supergraph, names);
  return names;
}

/** Whether a subgraph knows an interface as `@interfaceObject`. */
export function isLooseIn(supergraph: GraphQLSchema, subgraph: string, typeName: string): boolean {
  const graphs = createGraphNames(supergraph);
  const directives = supergraph.getType(typeName)?.astNode?.directives ?? [];
  return directives.some(
    (directive) => isLoose(directive) && graphs.get(argumentOf(directive, 'graph') ?? '') === subgraph,
  );
}

function isLoose({ name, arguments: given }: ConstDirectiveNode): boolean {
  const is = given?.find((argument) => argument.name.value === 'isInterfaceObject')?.value;
  return name.value === 'join__type' && is?.kind === Kind.BOOLEAN && is.value;
}

function readLooseNames(supergraph: GraphQLSchema): ReadonlySet<string> {
  const types = Object.values(supergraph.getTypeMap()).filter(({ astNode }) => astNode?.directives?.some(isLoose));
  return new Set(types.map(({ name }) => name));
}

function topNames(fieldSet: string): ReadonlySet<string> {
  const [definition] = parse(`{${fieldSet}}`, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) return new Set();
  const { selections } = definition.selectionSet;
  return new Set(selections.flatMap((node) => (node.kind === Kind.FIELD ? [node.name.value] : [])));
}
