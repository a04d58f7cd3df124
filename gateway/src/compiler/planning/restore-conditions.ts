import type { FetchNode, QueryPlan, QueryPlanSelectionNode } from '@apollo/query-planner';
import {
  type FieldNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  type SelectionNode,
  stripIgnoredCharacters,
  type VariableDefinitionNode,
} from 'graphql';
import type { NormalOperation } from '../emit/emit-input.ts';
import { type Condition, conditionsOf, conditionsSeen, type Seen, type SeenField } from './conditions-seen.ts';
import { under } from './guard.ts';
import { mapFetches } from './plan-nodes.ts';

/**
 * A field that requires inputs is fetched by the stock planner whatever the client's conditions of it say, while its
 * inputs are fetched under these only. Here such a field has them again. What other fetches require is left as it is.
 */
export function restoreConditions(plan: QueryPlan, operation: NormalOperation): QueryPlan {
  const definitions = operation.node.variableDefinitions ?? [];
  if (definitions.length === 0) return plan;
  const seen = conditionsSeen(operation);
  const needed = neededPlaces(plan);
  return mapFetches(plan, (fetch, path) => {
    if (!fetch.requires) return [fetch];
    const names = namesIn(path);
    const place = seenAt(seen, names);
    const isNeeded = (name: string) => needed.has(placeOf([...names, name]));
    return [place ? restoreIn(fetch, { ...place, isNeeded, definitions }) : fetch];
  });
}

/** The places (`placeOf`) of all that the fetches of a plan require. */
export function neededPlaces(plan: QueryPlan): ReadonlySet<string> {
  const needed = new Set<string>();
  mapFetches(plan, (fetch, path) => {
    for (const place of placesOf(fetch.requires ?? [], namesIn(path))) needed.add(place);
    return [fetch];
  });
  return needed;
}

/** The fields on a path, without what it says of lists and of types (`product|[Book,Film]`). */
export function namesIn(path: readonly string[]): readonly string[] {
  return path.map((step) => step.split('|', 1)[0] ?? '').filter((name) => name !== '@' && name !== '');
}

/** The place of a field, by the names on its way. */
export function placeOf(names: readonly string[]): string {
  return names.join('/');
}

type Place = {
  readonly seen: Seen;
  /** Conditions that hold wherever there is such an object. */
  readonly given: readonly Condition[];
};
type Restoring = Place & {
  /** Whether a field of such an object is sent to some subgraph. */
  readonly isNeeded: (name: string) => boolean;
  readonly definitions: readonly VariableDefinitionNode[];
};

function seenAt(seen: Seen, names: readonly string[]): Place | undefined {
  let place: Place | undefined = { seen, given: [] };
  for (const name of names) {
    const field: SeenField | undefined = place?.seen.get(name);
    place = field && { seen: field.below, given: field.ways.length === 1 ? (field.ways[0] ?? []) : [] };
  }
  return place;
}

function restoreIn(fetch: FetchNode, restoring: Restoring): FetchNode {
  const document = parse(fetch.operation, { noLocation: true });
  const [operation] = document.definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) return fetch;
  const used = new Set<string>();
  const restored = mapEntityFields(operation, (field, conditions) =>
    restoreField(field, { ...restoring, given: [...restoring.given, ...conditions] }, used),
  );
  if (used.size === 0) return fetch;
  const known = new Set(operation.variableDefinitions?.map(({ variable }) => variable.name.value));
  const missing = restoring.definitions.filter(
    ({ variable: { name } }) => used.has(name.value) && !known.has(name.value),
  );
  const declared = { ...restored, variableDefinitions: [...(restored.variableDefinitions ?? []), ...missing] };
  return {
    ...fetch,
    operation: stripIgnoredCharacters(print({ ...document, definitions: [declared] })),
    variableUsages: [...new Set([...(fetch.variableUsages ?? []), ...used])],
  };
}

function restoreField(
  field: FieldNode,
  { seen, given, isNeeded }: Restoring,
  used: Set<string>,
): readonly SelectionNode[] {
  const name = (field.alias ?? field.name).value;
  const ways = (seen.get(name)?.ways ?? []).map((way) =>
    way.filter((one) => !given.some((other) => isSame(one, other))),
  );
  if (ways.length === 0 || ways.some((way) => way.length === 0) || isNeeded(name)) return [field];
  const distinct = new Map(ways.map((way) => [JSON.stringify(way), way]));
  return [...distinct.values()].flatMap((way) => {
    for (const { variable } of way) used.add(variable);
    return under(way, [field]);
  });
}

function isSame(one: Condition, other: Condition): boolean {
  return one.variable === other.variable && one.is === other.is;
}

/** Rewrites the fields of entities. `conditions`: those that a field is under already. */
function mapEntityFields(
  operation: OperationDefinitionNode,
  map: (field: FieldNode, conditions: readonly Condition[]) => readonly SelectionNode[],
): OperationDefinitionNode {
  const within = (selections: readonly SelectionNode[], outer: readonly Condition[] = []): readonly SelectionNode[] =>
    selections.flatMap((node): readonly SelectionNode[] => {
      if (node.kind === Kind.FRAGMENT_SPREAD) return [node];
      const conditions = [...outer, ...conditionsOf(node.directives)];
      if (node.kind === Kind.FIELD) return map(node, conditions);
      const inner = within(node.selectionSet.selections, conditions);
      return [{ ...node, selectionSet: { ...node.selectionSet, selections: inner } }];
    });
  const selections = operation.selectionSet.selections.map((entities) =>
    entities.kind === Kind.FIELD && entities.selectionSet
      ? {
          ...entities,
          selectionSet: { ...entities.selectionSet, selections: within(entities.selectionSet.selections) },
        }
      : entities,
  );
  return { ...operation, selectionSet: { ...operation.selectionSet, selections } };
}

/** The places of all that is required of the objects at a place. */
function placesOf(required: readonly QueryPlanSelectionNode[], names: readonly string[]): readonly string[] {
  return required.flatMap((node) => {
    if (node.kind === 'InlineFragment') return placesOf(node.selections, names);
    const inner = [...names, node.alias ?? node.name];
    return [placeOf(inner), ...placesOf(node.selections ?? [], inner)];
  });
}
