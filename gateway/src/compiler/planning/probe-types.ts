import { isAbstractType, possibleRuntimeTypes, type Schema, type Supergraph } from '@apollo/federation-internals';
import {
  type FieldNode,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { NormalOperation } from '../emit/emit-input.ts';

/** Adds what the planner needs to plan a field at all. */
export type ProbeTypes = (operation: NormalOperation) => NormalOperation;

/** Not `__typename` itself, which the planner takes for granted wherever it plans something else. */
const probe: FieldNode = {
  kind: Kind.FIELD,
  alias: { kind: Kind.NAME, value: '_q_typename' },
  name: { kind: Kind.NAME, value: '__typename' },
};

/**
 * Where a subgraph knows no object type of an interface, the stock planner finds nothing to ask of the interface's field
 * and leaves it out, so that an error or an object that should not be would pass for null. Such fields are asked for
 * their type at least.
 */
export function createProbeTypes(supergraph: Supergraph, api: Schema, schema: GraphQLSchema): ProbeTypes {
  const empty = emptyTypes(supergraph, api);
  if (empty.size === 0) return (operation) => operation;
  const add = createAddProbe(schema, empty);
  return ({ node, fragments }) => {
    const root = schema.getRootType(node.operation)?.name;
    const probed = Object.values(fragments).map((fragment) => {
      const condition = fragment.typeCondition.name.value;
      return [fragment.name.value, { ...fragment, selectionSet: add(fragment.selectionSet, condition) }] as const;
    });
    return { node: { ...node, selectionSet: add(node.selectionSet, root) }, fragments: Object.fromEntries(probed) };
  };
}

/** Abstract types that no object clients may see has in some subgraph. */
function emptyTypes(supergraph: Supergraph, api: Schema): ReadonlySet<string> {
  const types = supergraph
    .subgraphs()
    .values()
    .flatMap((subgraph) => subgraph.schema.types().filter(isAbstractType));
  const isEmpty = (type: (typeof types)[number]) => possibleRuntimeTypes(type).every(({ name }) => !api.type(name));
  return new Set(types.filter(isEmpty).map(({ name }) => name));
}

type Add = (set: SelectionSetNode, typeName: string | undefined) => SelectionSetNode;

function createAddProbe(schema: GraphQLSchema, empty: ReadonlySet<string>): Add {
  const addTo = (selection: SelectionNode, typeName: string | undefined): SelectionNode => {
    if (selection.kind === Kind.FRAGMENT_SPREAD || !selection.selectionSet) return selection;
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      return {
        ...selection,
        selectionSet: add(selection.selectionSet, selection.typeCondition?.name.value ?? typeName),
      };
    }
    const inner = typeOfField(schema, typeName, selection.name.value);
    const set = add(selection.selectionSet, inner);
    const probed = inner && empty.has(inner) ? { ...set, selections: [...set.selections, probe] } : set;
    return { ...selection, selectionSet: probed };
  };
  const add: Add = (set, typeName) => ({ ...set, selections: set.selections.map((each) => addTo(each, typeName)) });
  return add;
}

function typeOfField(schema: GraphQLSchema, typeName: string | undefined, fieldName: string): string | undefined {
  const type = typeName === undefined ? undefined : schema.getType(typeName);
  if (!isObjectType(type) && !isInterfaceType(type)) return undefined;
  const field = type.getFields()[fieldName];
  return field && getNamedType(field.type).name;
}
