import {
  type DirectiveNode,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { NormalOperation } from '../emit/emit-input.ts';

const maxSelections = 20_000;

/**
 * The same operation with everything that is asked of an interface or a union written out for every object type that it
 * may be about. Errors: an Error when that makes more than 20,000 selections.
 */
export function concreteFragments(schema: GraphQLSchema, { node, fragments }: NormalOperation): NormalOperation {
  let count = 0;
  const expand = (set: SelectionSetNode, typeName: string | undefined): SelectionSetNode => ({
    ...set,
    selections: set.selections.flatMap((selection) => expandOne(selection, typeName)),
  });
  const byType = (set: SelectionSetNode, typeName: string | undefined): SelectionSetNode => {
    if (!isAbstractType(schema.getType(typeName ?? ''))) return expand(set, typeName);
    const objects = namesOf(schema, typeName).map((name) => onType(name, expand(set, name), []));
    return { ...set, selections: [typename, ...objects] };
  };
  const expandOne = (selection: SelectionNode, typeName: string | undefined): readonly SelectionNode[] => {
    count += 1;
    if (count > maxSelections) throw new Error('the operation is too large once its fragments are written out');
    if (selection.kind === Kind.FIELD) {
      if (!selection.selectionSet) return [selection];
      const inner = typeOfField(schema, typeName, selection.name.value);
      return [{ ...selection, selectionSet: byType(selection.selectionSet, inner) }];
    }
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments[selection.name.value];
    if (!fragment) return [];
    const condition = fragment.typeCondition?.name.value ?? typeName;
    return objectTypes(schema, typeName, condition).map((name) =>
      onType(name, expand(fragment.selectionSet, name), selection.directives ?? []),
    );
  };
  const root = schema.getRootType(node.operation)?.name;
  return { node: { ...node, selectionSet: expand(node.selectionSet, root) }, fragments: {} };
}

const typename: SelectionNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

function onType(name: string, selectionSet: SelectionSetNode, directives: readonly DirectiveNode[]): SelectionNode {
  const typeCondition = { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: name } } as const;
  return { kind: Kind.INLINE_FRAGMENT, typeCondition, directives, selectionSet };
}

/** The object types that are of both types. */
function objectTypes(schema: GraphQLSchema, one: string | undefined, other: string | undefined): readonly string[] {
  const both = new Set(namesOf(schema, other));
  return namesOf(schema, one).filter((name) => both.has(name));
}

function namesOf(schema: GraphQLSchema, typeName: string | undefined): readonly string[] {
  const type = typeName === undefined ? undefined : schema.getType(typeName);
  if (isAbstractType(type)) return schema.getPossibleTypes(type).map(({ name }) => name);
  return type ? [type.name] : [];
}

function typeOfField(schema: GraphQLSchema, typeName: string | undefined, fieldName: string): string | undefined {
  const type = typeName === undefined ? undefined : schema.getType(typeName);
  if (!isObjectType(type) && !isInterfaceType(type)) return undefined;
  const field = type.getFields()[fieldName];
  return field && getNamedType(field.type).name;
}
