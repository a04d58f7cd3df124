import type { FetchNode, QueryPlan, QueryPlanSelectionNode } from '@apollo/query-planner';
import {
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isNonNullType,
  isObjectType,
  Kind,
  parse,
  type SelectionNode,
  visit,
} from 'graphql';
import type { NormalOperation } from '../emit/emit-input.ts';
import { type AskedOf, createAskedOf, objectsOf } from './asked-of.ts';
import { withDocument } from './part-requirements.ts';
import { mapFetches } from './plan-nodes.ts';
import { namesIn, neededPlaces, placeOf } from './restore-conditions.ts';

const onType = '... on ';

type Graph = {
  readonly schema: GraphQLSchema;
  /** Whether a subgraph knows an interface as an object. */
  readonly isLooseIn: (subgraph: string, typeName: string) => boolean;
};
type Known = Graph & { readonly asked: AskedOf; readonly needed: ReadonlySet<string> };

/**
 * A subgraph that knows an interface as an object (`@interfaceObject`) is asked by the stock planner for what a client
 * asks of any type of it at a place, of objects of all of these. What fails in a field that was asked of another type takes
 * away what holds it, when it may not be null. Here such a fetch is parted into several, each for types that are asked the
 * same. Where nothing may be taken away it stays one.
 */
export function partByType(plan: QueryPlan, operation: NormalOperation, graph: Graph): QueryPlan {
  const known: Known = { ...graph, asked: createAskedOf(graph.schema, operation), needed: neededPlaces(plan) };
  return mapFetches(plan, (fetch, path) => {
    const types = renamedTypes(fetch, graph);
    return types.length > 1 ? partFetch(fetch, types, namesIn(path), known) : [fetch];
  });
}

/** The types of which a fetch is, if its subgraph knows all of them by one name only. */
function renamedTypes(
  { serviceName, requires = [], inputRewrites = [] }: FetchNode,
  { schema, isLooseIn }: Graph,
): readonly string[] {
  const conditions = requires.map((node) => (node.kind === 'InlineFragment' ? (node.typeCondition ?? '') : ''));
  const names = conditions.map((condition) => {
    const objects = objectsOf(schema, condition);
    const rewrite = inputRewrites.find(({ path: [first = '', second] }) => {
      const renamed = objectsOf(schema, first.replace(onType, ''));
      return second === '__typename' && objects.every((name) => renamed.includes(name));
    });
    return rewrite?.kind === 'ValueSetter' ? rewrite.setValueTo : undefined;
  });
  const [first] = names;
  const isOne = typeof first === 'string' && names.every((name) => name === first) && isLooseIn(serviceName, first);
  return isOne ? [...new Set(conditions.flatMap((condition) => objectsOf(schema, condition)))] : [];
}

function partFetch(
  fetch: FetchNode,
  types: readonly string[],
  names: readonly string[],
  known: Known,
): readonly FetchNode[] {
  const document = parse(fetch.operation, { noLocation: true });
  const parts = known.asked.alike(types).map((same) => {
    const dropped = droppedOf(document, same, types, names, known);
    return {
      types: same,
      dropped,
      text: fieldsOf(document)
        .map((field) => dropped.has(field))
        .join(),
    };
  });
  if (!parts.some(({ dropped }) => [...dropped.values()].includes(true))) return [fetch];
  return [...Map.groupBy(parts, ({ text }) => text).values()].flatMap((same) => {
    const kept = without(document, same[0]?.dropped ?? new Map());
    const own = same.flatMap((part) => part.types);
    return fieldsOf(kept).length > 1 ? [{ ...withDocument(fetch, kept), requires: requiresOf(fetch, own, known) }] : [];
  });
}

/** What a fetch requires of objects of some of its types. */
function requiresOf(
  { requires = [] }: FetchNode,
  types: readonly string[],
  { schema }: Known,
): QueryPlanSelectionNode[] {
  return requires.flatMap((node): QueryPlanSelectionNode[] => {
    if (node.kind !== 'InlineFragment') return [node];
    const objects = objectsOf(schema, node.typeCondition ?? '');
    return types.filter((type) => objects.includes(type)).map((typeCondition) => ({ ...node, typeCondition }));
  });
}

/** The fields that are asked of other types only, and whether there would be no object where one is null. */
function droppedOf(
  document: DocumentNode,
  some: readonly string[],
  types: readonly string[],
  names: readonly string[],
  { asked, needed, schema }: Known,
): ReadonlyMap<FieldNode, boolean> {
  const found = new Map<FieldNode, boolean>();
  const walk = (nodes: readonly SelectionNode[], parent: string | undefined, at: readonly string[]): void => {
    const own = asked.at(names, some, at);
    const all = asked.at(names, types, at);
    for (const node of nodes) {
      if (node.kind === Kind.FRAGMENT_SPREAD) continue;
      if (node.kind === Kind.INLINE_FRAGMENT) {
        walk(node.selectionSet.selections, node.typeCondition?.name.value ?? parent, at);
        continue;
      }
      const name = (node.alias ?? node.name).value;
      const field = fieldOf(schema, parent, node.name.value);
      const isNeeded = needed.has(placeOf([...names, ...at, name])) || node.name.value === '__typename';
      if (!own.has(name) && all.has(name) && !isNeeded) found.set(node, !field || isNonNullType(field.type));
      else if (own.has(name)) {
        walk(node.selectionSet?.selections ?? [], field && getNamedType(field.type).name, [...at, name]);
      }
    }
  };
  for (const entities of entitiesOf(document)) walk(entities.selectionSet?.selections ?? [], undefined, []);
  return found;
}

function entitiesOf({ definitions }: DocumentNode): readonly FieldNode[] {
  return definitions.flatMap((node) =>
    node.kind === Kind.OPERATION_DEFINITION
      ? node.selectionSet.selections.filter((each): each is FieldNode => each.kind === Kind.FIELD)
      : [],
  );
}

function fieldOf(schema: GraphQLSchema, parent: string | undefined, name: string) {
  const type = parent === undefined ? undefined : schema.getType(parent);
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
}

/** All fields that are asked for, however deep. */
function fieldsOf(document: DocumentNode): readonly FieldNode[] {
  const fields: FieldNode[] = [];
  visit(document, { Field: (node) => void fields.push(node) });
  return fields;
}

/** Leaves fields out, and what holds nothing else. */
function without(document: DocumentNode, dropped: ReadonlyMap<FieldNode, boolean>): DocumentNode {
  return visit(document, {
    Field: { enter: (node) => (dropped.has(node) ? null : undefined) },
    InlineFragment: { leave: (node) => (node.selectionSet.selections.length === 0 ? null : undefined) },
  });
}
