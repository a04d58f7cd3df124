import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Access, NormalOperation } from '../emit/emit-input.ts';
import { QueryTooLarge } from '../emit/too-large.ts';
import { fieldOf, namedTypeOf, objectsOf } from './places.ts';

/** What is denied for some of the types of an interface only is asked for type by type: so often at most. */
const maxSelections = 20_000;

/**
 * The part of an operation that its caller may see, which is all that subgraphs may be asked for: what is denied is left
 * out, whatever conditions, aliases or fragments it stands behind. What is empty then gives `__typename`, so that objects
 * are still told from nulls.
 * Errors: QueryTooLarge when the operation would grow beyond all bounds.
 */
export function cut(schema: GraphQLSchema, { node, fragments }: NormalOperation, access: Access): NormalOperation {
  const kept: Record<string, FragmentDefinitionNode> = Object.create(null);
  const root = schema.getRootType(node.operation) ?? undefined;
  const selections = createCutSet(schema, fragments, access, kept)(node.selectionSet, root);
  return { node: withSelections(node, selections), fragments: kept };
}

type Parent = GraphQLNamedType | undefined;
type Selections = readonly SelectionNode[];
type CutSet = (set: SelectionSetNode, parent: Parent) => Selections;

function createCutSet(
  schema: GraphQLSchema,
  fragments: NormalOperation['fragments'],
  access: Access,
  kept: Record<string, FragmentDefinitionNode>,
): CutSet {
  const empty = new Set<string>();
  let count = 0;
  const keep = (name: string): boolean => {
    const fragment = fragments[name];
    if (!fragment || kept[name] || empty.has(name)) return kept[name] !== undefined;
    const selections = cutSet(fragment.selectionSet, schema.getType(fragment.typeCondition.name.value));
    if (selections.length === 0) empty.add(name);
    else kept[name] = withSelections(fragment, selections);
    return selections.length > 0;
  };
  const cutOne = (selection: SelectionNode, parent: Parent): Selections => {
    count += 1;
    if (count > maxSelections) throw new QueryTooLarge();
    if (selection.kind === Kind.FRAGMENT_SPREAD) return keep(selection.name.value) ? [selection] : [];
    if (selection.kind === Kind.FIELD) return cutField(selection, parent);
    const condition = selection.typeCondition?.name.value;
    const selections = cutSet(selection.selectionSet, condition ? schema.getType(condition) : parent);
    return selections.length > 0 ? [withSelections(selection, selections)] : [];
  };
  const cutField = (field: FieldNode, parent: Parent): Selections => {
    if (!parent || field.name.value.startsWith('__')) return [field];
    const objects = objectsOf(schema, parent);
    const mayRead = (name: string) => access.mayRead(name, field.name.value, field);
    if (objects.length === 0) return mayRead(parent.name) ? [cutWithin(field, parent)] : [];
    const allowed = objects.filter(mayRead);
    if (allowed.length === objects.length) return [cutWithin(field, parent)];
    return allowed.map((name) => onType(name, cutWithin(field, schema.getType(name))));
  };
  const cutWithin = (field: FieldNode, parent: Parent): FieldNode => {
    const definition = fieldOf(parent, field.name.value);
    if (!field.selectionSet || !definition) return field;
    const selections = cutSet(field.selectionSet, namedTypeOf(definition));
    return withSelections({ ...field, selectionSet: field.selectionSet }, selections);
  };
  const cutSet: CutSet = (set, parent) => set.selections.flatMap((selection) => cutOne(selection, parent));
  return cutSet;
}

function onType(typeName: string, field: FieldNode): SelectionNode {
  return {
    kind: Kind.INLINE_FRAGMENT,
    typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: typeName } },
    selectionSet: { kind: Kind.SELECTION_SET, selections: [field] },
  };
}

function withSelections<N extends { readonly selectionSet: SelectionSetNode }>(node: N, found: Selections): N {
  const selections = found.length > 0 ? found : [typename];
  return { ...node, selectionSet: { ...node.selectionSet, selections } };
}

const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };
