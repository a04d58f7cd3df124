import {
  type DirectiveNode,
  type FieldNode,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionSetNode,
  type VariableDefinitionNode,
} from 'graphql';
import type { NormalOperation } from '../emit/emit-input.ts';
import type { Condition } from './conditions-seen.ts';
import { directiveOf, under } from './guard.ts';
import type { StandIns } from './stand-ins.ts';

type Entry = { readonly field: FieldNode; readonly conditions: Way };
type Way = readonly Condition[];

/** An operation for the planner, and what its variables stand for that the client's has not. */
export type MergedMutations = { readonly operation: NormalOperation; readonly standIns: StandIns };

/**
 * A mutation's field that is asked for several times under one name is run once (§6.3.2 of the specification), and fields
 * are run in their order; the stock planner runs such a field again for every condition it stands under, and puts
 * fragments of equal conditions together. Here fields stand under a condition each, where one is the first of its name
 * that holds, with all that the others want of it. What more than one condition says, one variable says for the planner.
 */
export function mergeMutations(operation: NormalOperation): MergedMutations {
  const { node, fragments } = operation;
  const standIns = new Map<string, readonly Way[]>();
  if (node.operation !== OperationTypeNode.MUTATION) return { operation, standIns };
  const entries = entriesOf(node.selectionSet, fragments, []);
  const byName = Map.groupBy(entries, ({ field }) => nameOf(field));
  const isFlat = node.selectionSet.selections.every(({ kind }) => kind === Kind.FIELD);
  if (entries.length === 0 || (isFlat && byName.size === entries.length)) return { operation, standIns };
  const known = new Set(node.variableDefinitions?.map(({ variable }) => variable.name.value));
  const selections = entries.flatMap((entry) => {
    const same = byName.get(nameOf(entry.field)) ?? [entry];
    const at = same.indexOf(entry);
    const ways = without(same.slice(0, at)).flatMap((way) => combine(way, entry.conditions) ?? []);
    const condition = conditionFor(ways, standIns, known);
    return condition === 'never' ? [] : [guard(condition, merge(entry, same.slice(at + 1)))];
  });
  const variableDefinitions = [...(node.variableDefinitions ?? []), ...[...standIns.keys()].map(definitionOf)];
  const merged: OperationDefinitionNode = {
    ...node,
    variableDefinitions,
    selectionSet: { ...node.selectionSet, selections },
  };
  return { operation: { node: merged, fragments }, standIns };
}

/** What says in one that one of the ways holds; undefined: nothing has to. */
function conditionFor(
  ways: readonly Way[],
  standIns: Map<string, readonly Way[]>,
  known: ReadonlySet<string>,
): Condition | undefined | 'never' {
  const [way] = ways;
  if (!way) return 'never';
  if (ways.length === 1 && way.length < 2) return way[0];
  let variable = `_m${standIns.size}`;
  while (known.has(variable)) variable = `_${variable}`;
  standIns.set(variable, ways);
  return { variable, is: true };
}

function definitionOf(variable: string): VariableDefinitionNode {
  const type = { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: 'Boolean' } } as const;
  return {
    kind: Kind.VARIABLE_DEFINITION,
    variable: { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: variable } },
    type: { kind: Kind.NON_NULL_TYPE, type },
  };
}

function nameOf({ alias, name }: FieldNode): string {
  return (alias ?? name).value;
}

/** The fields at the root, with the conditions they stand under; those that can never be asked for are left out. */
function entriesOf(
  { selections }: SelectionSetNode,
  fragments: NormalOperation['fragments'],
  outer: readonly Condition[],
): readonly Entry[] {
  return selections.flatMap((selection): readonly Entry[] => {
    const own = conditionsOf(selection.directives ?? []);
    if (!own) return [];
    const conditions = [...outer, ...own];
    if (selection.kind === Kind.FIELD) {
      const directives = (selection.directives ?? []).filter((each) => !isCondition(each));
      return [{ field: { ...selection, directives }, conditions }];
    }
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments[selection.name.value];
    return fragment ? entriesOf(fragment.selectionSet, fragments, conditions) : [];
  });
}

function isCondition({ name: { value } }: DirectiveNode): boolean {
  return value === 'skip' || value === 'include';
}

/** Undefined when they never hold. */
function conditionsOf(directives: readonly DirectiveNode[]): readonly Condition[] | undefined {
  const found: Condition[] = [];
  for (const { name, arguments: args } of directives.filter(isCondition)) {
    const value = args?.find((argument) => argument.name.value === 'if')?.value;
    const is = name.value === 'include';
    if (value?.kind === Kind.BOOLEAN && value.value !== is) return undefined;
    if (value?.kind === Kind.VARIABLE) found.push({ variable: value.name.value, is });
  }
  return found;
}

function merge({ field }: Entry, later: readonly Entry[]): FieldNode {
  if (!field.selectionSet) return field;
  const more = later.flatMap((each) => under(each.conditions, each.field.selectionSet?.selections ?? []));
  return { ...field, selectionSet: { ...field.selectionSet, selections: [...field.selectionSet.selections, ...more] } };
}

/** All ways in which none of the entries is asked for; no two of them hold at once. */
function without(entries: readonly Entry[]): readonly Way[] {
  return entries.reduce<readonly Way[]>(
    (ways, { conditions }) =>
      ways.flatMap((way) =>
        conditions.flatMap(
          ({ variable, is }, at) => combine(way, [...conditions.slice(0, at), { variable, is: !is }]) ?? [],
        ),
      ),
    [[]],
  );
}

/** What both say, once each; undefined when they never hold together. The one way is in a list, for it is one. */
function combine(one: Way, other: Way): readonly [Way] | undefined {
  const combined = new Map<string, Condition>();
  for (const condition of [...one, ...other]) {
    const known = combined.get(condition.variable);
    if (known && known.is !== condition.is) return undefined;
    combined.set(condition.variable, condition);
  }
  return [[...combined.values()]];
}

/** The field with the condition on itself: the planner puts fragments of equal conditions together, whatever lies between. */
function guard(condition: Condition | undefined, field: FieldNode): FieldNode {
  return condition ? { ...field, directives: [...(field.directives ?? []), directiveOf(condition)] } : field;
}
