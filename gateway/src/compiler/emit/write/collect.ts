import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { QueryTooLarge } from '../too-large.ts';
import { always, type Condition, conditionKey, follows, narrow } from './condition.ts';

/** Selections of one object, each under a condition: all that fields of one response name ask of what they give. */
export type Sets = readonly { readonly set: SelectionSetNode; readonly when: Condition }[];

/** The fields of one response name: they are one field of the answer. */
export type Group = {
  readonly responseName: string;
  readonly nodes: { readonly node: FieldNode; readonly when: Condition }[];
  /** Under any of these it is present: the conditions of its nodes, without those that follow from others before them. */
  readonly conditions: Condition[];
};

/** A place in an object's order of fields: the group is written here when `when` holds and none of `unless` does. */
export type Slot = { readonly group: Group; readonly when: Condition; readonly unless: readonly Condition[] };

/**
 * Selections looked at for one operation, each once for every type that an object at its place may have. An honest
 * operation over interfaces of hundreds of types has some ten thousand; as many as these take about 0.3 s.
 */
const maxVisits = 1_000_000;

export type Collect = (sets: Sets, type: GraphQLObjectType) => readonly Slot[];

/**
 * Makes GraphQL's `CollectFields` (§6.3.2) for all values of the variables at once: in the order of the selection set,
 * a group with a place for each of its fields that may be the first one present.
 */
export function createCollect(
  schema: GraphQLSchema,
  fragments: Readonly<Record<string, FragmentDefinitionNode>>,
): Collect {
  const applies = (condition: string | undefined, type: GraphQLObjectType): boolean => {
    if (condition === undefined || condition === type.name) return true;
    const named = schema.getType(condition);
    return isAbstractType(named) && schema.isSubType(named, type);
  };
  let visits = 0;
  return (sets, type) => {
    const groups = new Map<string, Group>();
    const slots: Slot[] = [];
    const visited = new Set<string>();
    const visit = (set: SelectionSetNode, when: Condition): void => {
      visits += set.selections.length;
      if (visits > maxVisits) throw new QueryTooLarge();
      for (const selection of set.selections) {
        const narrowed = narrow(when, selection.directives);
        if (!narrowed) continue;
        if (selection.kind === Kind.FIELD) place(groups, slots, selection, narrowed);
        else if (selection.kind === Kind.INLINE_FRAGMENT) {
          if (applies(selection.typeCondition?.name.value, type)) visit(selection.selectionSet, narrowed);
        } else {
          const fragment = fragments[selection.name.value];
          const seen = `${selection.name.value} ${conditionKey(narrowed)}`;
          if (!fragment || visited.has(seen) || !applies(fragment.typeCondition.name.value, type)) continue;
          visited.add(seen);
          visit(fragment.selectionSet, narrowed);
        }
      }
    };
    for (const { set, when } of sets) visit(set, when);
    return slots;
  };
}

/** Conditions under which one field may be asked for, each giving it a place of its own; honest operations have a few. */
const maxPlaces = 64;

function place(groups: Map<string, Group>, slots: Slot[], node: FieldNode, when: Condition): void {
  const responseName = node.alias?.value ?? node.name.value;
  const known = groups.get(responseName);
  const group: Group = known ?? { responseName, nodes: [], conditions: [] };
  groups.set(responseName, group);
  group.nodes.push({ node, when });
  if (group.conditions.some((each) => follows(when, each))) return;
  slots.push({ group, when, unless: [...group.conditions] });
  group.conditions.push(when);
  if (group.conditions.length > maxPlaces) throw new QueryTooLarge();
}

/** What a group asks of the object that it gives, seen from where the group is known to be present. */
export function setsOf(group: Group): Sets {
  const [first] = group.nodes;
  const alike = group.nodes.every(({ when }) => first && conditionKey(when) === conditionKey(first.when));
  return group.nodes.flatMap(({ node, when }) =>
    node.selectionSet ? [{ set: node.selectionSet, when: alike ? always : when }] : [],
  );
}
