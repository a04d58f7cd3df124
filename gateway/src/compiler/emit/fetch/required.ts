import { type GraphQLSchema, isInterfaceType, isObjectType, Kind, parse, type SelectionSetNode } from 'graphql';
import { argumentOf, createGraphNames } from './join.ts';
import type { Asked, Given } from './selection.ts';
import type { TypeNames } from './type-names.ts';

/** What the fields of a fetch require (`@requires`), by the subgraph's names, and for whose sake. */
export type Required = ReadonlyMap<string, RequiredField>;

export type RequiredField = {
  /** When a field is asked for that requires it, expressions over the variables, `v`; empty: always. */
  readonly ways: ReadonlySet<string>;
  readonly below: Required;
};

type Mutable = Map<string, { ways: Set<string>; below: Mutable }>;

/** Gives what fields that are asked of entities of some types require in a subgraph. */
export type RequiredOf = (subgraph: string, types: ReadonlySet<string>, given: Given) => Required;

/**
 * Makes the reader of what a supergraph's fields require (`@join__field(graph:, requires:)` of the join specification).
 * What a field of that name requires in a type that is asked for something else counts nothing.
 */
export function createRequiredOf(supergraph: GraphQLSchema, typeNames: TypeNames): RequiredOf {
  const graphNames = createGraphNames(supergraph);
  const requiresOf = (subgraph: string, typeName: string, fieldName: string): readonly string[] => {
    const type = supergraph.getType(typeName);
    const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[fieldName] : undefined;
    return (field?.astNode?.directives ?? []).flatMap((directive) => {
      const requires = argumentOf(directive, 'requires');
      const isOfSubgraph = graphNames.get(argumentOf(directive, 'graph') ?? '') === subgraph;
      return directive.name.value === 'join__field' && isOfSubgraph && requires ? [requires] : [];
    });
  };
  return (subgraph, types, given) => {
    const required: Mutable = new Map();
    for (const { asked } of given.values()) {
      for (const { on, conditions, field } of asked) {
        const fitting = fittingTypes(types, on, typeNames);
        if (types.size > 0 && fitting.length === 0) continue;
        const texts = new Set([...fitting, ...on].flatMap((type) => requiresOf(subgraph, type, field)));
        for (const text of texts) addSet(readSet(text), conditions.join(' && '), required);
      }
    }
    return required;
  };
}

/** The types of which a field is asked. */
function fittingTypes(types: ReadonlySet<string>, on: Asked['on'], typeNames: TypeNames): readonly string[] {
  return [...types].filter((type) => on.every((condition) => condition === type || typeNames(condition).has(type)));
}

function readSet(text: string): SelectionSetNode | undefined {
  const [definition] = parse(`{${text}}`, { noLocation: true }).definitions;
  return definition?.kind === Kind.OPERATION_DEFINITION ? definition.selectionSet : undefined;
}

function addSet(set: SelectionSetNode | undefined, way: string, into: Mutable): void {
  for (const node of set?.selections ?? []) {
    if (node.kind === Kind.INLINE_FRAGMENT) addSet(node.selectionSet, way, into);
    if (node.kind !== Kind.FIELD) continue;
    const field = into.get(node.name.value) ?? { ways: new Set(), below: new Map() };
    into.set(node.name.value, field);
    field.ways.add(way);
    addSet(node.selectionSet, way, field.below);
  }
}
