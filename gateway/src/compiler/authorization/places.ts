import {
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isObjectType,
  isUnionType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import type { NormalOperation } from '../emit/emit-input.ts';

/** A field of an operation, with the type that its selection is written on, which every field node has one of. */
export type Place = {
  readonly node: FieldNode;
  readonly parent: GraphQLCompositeType;
  readonly definition: GraphQLField<unknown, unknown>;
};

/** All fields of an operation and its fragments, `__typename` and introspection apart: they are nobody's data. */
export function placesOf(schema: GraphQLSchema, { node, fragments }: NormalOperation): readonly Place[] {
  const places: Place[] = [];
  collect(schema, node.selectionSet, schema.getRootType(node.operation) ?? undefined, places);
  for (const { typeCondition, selectionSet } of Object.values(fragments))
    collect(schema, selectionSet, schema.getType(typeCondition.name.value), places);
  return places;
}

function collect(schema: GraphQLSchema, set: SelectionSetNode, on: GraphQLNamedType | undefined, places: Place[]) {
  for (const selection of set.selections) {
    if (selection.kind === Kind.FRAGMENT_SPREAD) continue;
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const condition = selection.typeCondition?.name.value;
      collect(schema, selection.selectionSet, condition ? schema.getType(condition) : on, places);
      continue;
    }
    const definition = fieldOf(on, selection.name.value);
    if (!definition || !isCompositeType(on)) continue;
    places.push({ node: selection, parent: on, definition });
    if (selection.selectionSet) collect(schema, selection.selectionSet, namedTypeOf(definition), places);
  }
}

/** A field of a type by its name; a union has none. */
export function fieldOf(type: GraphQLNamedType | undefined, name: string): GraphQLField<unknown, unknown> | undefined {
  return isCompositeType(type) && !isUnionType(type) ? type.getFields()[name] : undefined;
}

/** What objects of a type may be. */
export function objectsOf(schema: GraphQLSchema, type: GraphQLNamedType): readonly string[] {
  if (!isCompositeType(type)) return [];
  return isObjectType(type) ? [type.name] : schema.getPossibleTypes(type).map(({ name }) => name);
}

/** The type of a field without its lists and exclamation marks. */
export function namedTypeOf({ type }: Pick<GraphQLField<unknown, unknown>, 'type'>): GraphQLNamedType {
  return getNamedType(type);
}
