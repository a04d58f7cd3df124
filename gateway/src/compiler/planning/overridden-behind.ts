import {
  type ConstDirectiveNode,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import type { NormalOperation } from '../emit/emit-input.ts';
import { joinField } from './rewrite-field-sets.ts';

/** Whether an operation asks an interface for a field that some of its types have under a progressive override. */
export type IsOverriddenBehind = (operation: NormalOperation) => boolean;

/**
 * The stock planner follows progressive overrides (`@override(label:)`) of objects only: an interface's field it asks of
 * any subgraph that has it, whether or not the override gives the field to that subgraph.
 */
export function createIsOverriddenBehind(supergraph: GraphQLSchema, schema: GraphQLSchema): IsOverriddenBehind {
  const fields = fieldsBehind(supergraph);
  if (fields.size === 0) return () => false;
  return ({ node, fragments }) => {
    const isIn = ({ selections }: SelectionSetNode, typeName: string | undefined): boolean =>
      selections.some((selection) => {
        if (selection.kind === Kind.FRAGMENT_SPREAD) return false;
        if (selection.kind === Kind.INLINE_FRAGMENT) {
          return isIn(selection.selectionSet, selection.typeCondition?.name.value ?? typeName);
        }
        if (fields.has(`${typeName}.${selection.name.value}`)) return true;
        const type = typeName === undefined ? undefined : schema.getType(typeName);
        if (!selection.selectionSet || !(isObjectType(type) || isInterfaceType(type))) return false;
        const field = type.getFields()[selection.name.value];
        return isIn(selection.selectionSet, field && getNamedType(field.type).name);
      });
    const parts = Object.values(fragments).map((each) => [each.selectionSet, each.typeCondition.name.value] as const);
    const root = schema.getRootType(node.operation)?.name;
    return isIn(node.selectionSet, root) || parts.some(([set, typeName]) => isIn(set, typeName));
  };
}

/** Fields of interfaces, as `Type.field`, that have a label in one of the interface's types. */
function fieldsBehind(supergraph: GraphQLSchema): ReadonlySet<string> {
  const types = Object.values(supergraph.getTypeMap()).filter(isObjectType);
  return new Set(
    types.flatMap((type) =>
      Object.values(type.getFields())
        .filter(({ astNode }) => astNode?.directives?.some(hasLabel))
        .flatMap(({ name }) => type.getInterfaces().map((each) => `${each.name}.${name}`)),
    ),
  );
}

function hasLabel({ name, arguments: args }: ConstDirectiveNode): boolean {
  return name.value === joinField && !!args?.some((argument) => argument.name.value === 'overrideLabel');
}
