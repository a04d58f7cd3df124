import {
  isAbstractType,
  isInterfaceObjectType,
  possibleRuntimeTypes,
  type Schema,
  type Supergraph,
} from '@apollo/federation-internals';
import {
  type FieldNode,
  type GraphQLSchema,
  getNamedType,
  isAbstractType as isAbstract,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { renamed } from '../document/response-names.ts';
import type { NormalOperation } from '../emit/emit-input.ts';

/** Adds what the planner needs to plan a field at all. */
export type ProbeTypes = (operation: NormalOperation) => NormalOperation;

/**
 * Not `__typename` itself, which the planner takes for granted wherever it plans something else; under the only name that
 * no field is renamed to (`normalise`).
 */
const probe: FieldNode = {
  kind: Kind.FIELD,
  alias: { kind: Kind.NAME, value: renamed },
  name: { kind: Kind.NAME, value: '__typename' },
};

/**
 * The stock planner leaves fields out, or hangs them on the wrong condition, of which nothing is asked for certain. Such
 * fields are asked for their type at least:
 * - interfaces of which a subgraph knows no object type: it finds nothing to ask of them, so that an error or an object
 *   that should not be would pass for null;
 * - objects of which all is asked under conditions (`a { b @include(if: $c) }`): it takes these for conditions of the
 *   object, and a mutation would not even be run. Likewise objects of a type that all fragments of it are not about;
 * - objects of which a subgraph knows no more than the interface (`@interfaceObject`), when it depends on their type what
 *   is answered: a variable may rule out all else that would tell it.
 */
export function createProbeTypes(supergraph: Supergraph, api: Schema, schema: GraphQLSchema): ProbeTypes {
  const empty = emptyTypes(supergraph, api);
  const loose = looseTypes(supergraph);
  return ({ node, fragments }) => {
    const differing = new Set<string>();
    const note: IsProbed = (set, typeName, name) => {
      if (loose.has(typeName) && dependsOnType(set, typeName, fragments)) differing.add(`${typeName}.${name}`);
      return false;
    };
    probeAll({ node, fragments }, createAddProbe(schema, note), schema);
    const isProbed: IsProbed = (set, typeName, name) =>
      empty.has(typeName) ||
      differing.has(`${typeName}.${name}`) ||
      !isAskedForCertain(schema, set, objectsOf(schema, typeName), fragments);
    return probeAll({ node, fragments }, createAddProbe(schema, isProbed), schema);
  };
}

function probeAll({ node, fragments }: NormalOperation, add: Add, schema: GraphQLSchema): NormalOperation {
  const root = schema.getRootType(node.operation)?.name;
  const probed = Object.values(fragments).map((fragment) => {
    const condition = fragment.typeCondition.name.value;
    return [fragment.name.value, { ...fragment, selectionSet: add(fragment.selectionSet, condition) }] as const;
  });
  return { node: { ...node, selectionSet: add(node.selectionSet, root) }, fragments: Object.fromEntries(probed) };
}

const conditions = new Set(['skip', 'include']);

/** Whether something is asked of objects of one of the types at least, whatever variables say. */
function isAskedForCertain(
  schema: GraphQLSchema,
  { selections }: SelectionSetNode,
  types: readonly string[],
  fragments: NormalOperation['fragments'],
): boolean {
  return selections.some((selection) => {
    if (selection.directives?.some(({ name }) => conditions.has(name.value))) return false;
    if (selection.kind === Kind.FIELD) return true;
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments[selection.name.value];
    if (!fragment) return false;
    const condition = fragment.typeCondition?.name.value;
    const fitting =
      condition === undefined ? types : types.filter((type) => objectsOf(schema, condition).includes(type));
    return fitting.length > 0 && isAskedForCertain(schema, fragment.selectionSet, fitting, fragments);
  });
}

function objectsOf(schema: GraphQLSchema, typeName: string): readonly string[] {
  const type = schema.getType(typeName);
  return isAbstract(type) ? schema.getPossibleTypes(type).map(({ name }) => name) : [typeName];
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

/** Interfaces that some subgraph knows as objects. */
function looseTypes(supergraph: Supergraph): ReadonlySet<string> {
  const types = supergraph
    .subgraphs()
    .values()
    .flatMap((subgraph) => subgraph.schema.objectTypes());
  return new Set(types.filter(isInterfaceObjectType).map(({ name }) => name));
}

/** Fields of one name may be one object, which may depend on its type in one place only: so they count together. */
function dependsOnType(set: SelectionSetNode, typeName: string, fragments: NormalOperation['fragments']): boolean {
  return set.selections.some((selection) => {
    if (selection.kind === Kind.FIELD) return selection.name.value === '__typename';
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments[selection.name.value];
    if (!fragment) return false;
    const condition = fragment.typeCondition?.name.value ?? typeName;
    return condition !== typeName || dependsOnType(fragment.selectionSet, typeName, fragments);
  });
}

/** `name`: under which the field of that type is asked for. */
type IsProbed = (set: SelectionSetNode, typeName: string, name: string) => boolean;
type Add = (set: SelectionSetNode, typeName: string | undefined) => SelectionSetNode;

function createAddProbe(schema: GraphQLSchema, isProbed: IsProbed): Add {
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
    const probed =
      inner && isProbed(selection.selectionSet, inner, nameOf(selection))
        ? { ...set, selections: [...set.selections, probe] }
        : set;
    return { ...selection, selectionSet: probed };
  };
  const add: Add = (set, typeName) => ({ ...set, selections: set.selections.map((each) => addTo(each, typeName)) });
  return add;
}

function nameOf({ alias, name }: FieldNode): string {
  return (alias ?? name).value;
}

function typeOfField(schema: GraphQLSchema, typeName: string | undefined, fieldName: string): string | undefined {
  const type = typeName === undefined ? undefined : schema.getType(typeName);
  if (!isObjectType(type) && !isInterfaceType(type)) return undefined;
  const field = type.getFields()[fieldName];
  return field && getNamedType(field.type).name;
}
