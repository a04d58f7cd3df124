import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
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

/**
 * The part of a normalised operation that subgraphs are asked for, which is what the planner is given: no introspection,
 * `__typename` only where it cannot be known beforehand, and under its own name; nothing that a literal rules out.
 * Undefined when nothing is left: then there is nothing to plan.
 */
export function askedOfSubgraphs(schema: GraphQLSchema, operation: NormalOperation): NormalOperation | undefined {
  const { node, fragments } = operation;
  const kept: Record<string, FragmentDefinitionNode> = Object.create(null);
  const selections = createTrim(schema, fragments, kept)(node.selectionSet, schema.getRootType(node.operation));
  if (selections.length === 0) return undefined;
  return { node: { ...node, selectionSet: { ...node.selectionSet, selections } }, fragments: kept };
}

type Parent = GraphQLNamedType | null | undefined;
type Selections = readonly SelectionNode[];
type Trim = (set: SelectionSetNode, parent: Parent) => Selections;

function createTrim(
  schema: GraphQLSchema,
  fragments: NormalOperation['fragments'],
  kept: Record<string, FragmentDefinitionNode>,
): Trim {
  const empty = new Set<string>();
  const keep = (name: string): boolean => {
    const fragment = fragments[name];
    if (!fragment || kept[name] || empty.has(name)) return fragment !== undefined && !empty.has(name);
    const selections = trim(fragment.selectionSet, schema.getType(fragment.typeCondition.name.value));
    if (selections.length === 0) empty.add(name);
    else kept[name] = withSelections(fragment, selections);
    return selections.length > 0;
  };
  const trimOne = (selection: SelectionNode, parent: Parent): Selections => {
    if (isNever(selection)) return [];
    if (selection.kind === Kind.FRAGMENT_SPREAD) return keep(selection.name.value) ? [selection] : left(parent);
    if (selection.kind === Kind.FIELD) return trimField(selection, parent);
    const condition = selection.typeCondition?.name.value;
    const selections = trim(selection.selectionSet, condition ? schema.getType(condition) : parent);
    return selections.length > 0 ? [withSelections(selection, selections)] : left(parent);
  };
  const trimField = (field: FieldNode, parent: Parent): Selections => {
    const name = field.name.value;
    if (name === '__schema' || name === '__type') return [];
    if (name === '__typename') return isObjectType(parent) ? [] : [typename];
    if (!field.selectionSet) return [field];
    const definition = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
    const selections = trim(field.selectionSet, definition && getNamedType(definition.type));
    // A field that gives an object must ask for something of it.
    return [
      withSelections({ ...field, selectionSet: field.selectionSet }, selections.length > 0 ? selections : [typename]),
    ];
  };
  const trim: Trim = (set, parent) => set.selections.flatMap((selection) => trimOne(selection, parent));
  return trim;
}

/** Whether a literal says that it is not to be there; within other conditions the planner would ask for it all the same. */
function isNever({ directives }: SelectionNode): boolean {
  const isGiven = (name: string, expected: boolean) =>
    directives?.some(
      (directive) =>
        directive.name.value === name &&
        directive.arguments?.some(({ value }) => value.kind === Kind.BOOLEAN && value.value === expected),
    );
  return !!isGiven('skip', true) || !!isGiven('include', false);
}

/** What stays of a fragment that asks for nothing: of what may be of several types, which one it is decides the answer. */
function left(parent: Parent): Selections {
  return isAbstractType(parent) ? [typename] : [];
}

function withSelections<N extends { readonly selectionSet: SelectionSetNode }>(node: N, selections: Selections): N {
  return { ...node, selectionSet: { ...node.selectionSet, selections } };
}

const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };
