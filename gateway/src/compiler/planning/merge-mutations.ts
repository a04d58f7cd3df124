import {
  type DirectiveNode,
  type FieldNode,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { NormalOperation } from '../emit/emit-input.ts';

/** `@include(if: $variable)`, or `@skip` when `is` is false. */
type Condition = { readonly variable: string; readonly is: boolean };
type Entry = { readonly field: FieldNode; readonly conditions: readonly Condition[] };

/**
 * A mutation's field that is asked for several times under one name is run once (§6.3.2 of the specification), and fields
 * are run in their order; the stock planner runs such a field again for every condition it stands under, and puts
 * fragments of equal conditions together. Here fields stand under their conditions one by one, each where it is the first
 * of its name that holds, with all that the others want of it.
 */
export function mergeMutations(operation: NormalOperation): NormalOperation {
  const { node, fragments } = operation;
  if (node.operation !== OperationTypeNode.MUTATION) return operation;
  const entries = entriesOf(node.selectionSet, fragments, []);
  const byName = Map.groupBy(entries, ({ field }) => nameOf(field));
  const isFlat = node.selectionSet.selections.every(({ kind }) => kind === Kind.FIELD);
  if (entries.length === 0 || (isFlat && byName.size === entries.length)) return operation;
  const selections = entries.flatMap((entry) => {
    const same = byName.get(nameOf(entry.field)) ?? [entry];
    const at = same.indexOf(entry);
    const merged = merge(entry, same.slice(at + 1));
    return without(same.slice(0, at)).flatMap((conditions) => guard([...conditions, ...entry.conditions], merged));
  });
  const merged: OperationDefinitionNode = {
    ...node,
    selectionSet: { ...node.selectionSet, selections },
  };
  return { node: merged, fragments };
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
function without(entries: readonly Entry[]): readonly (readonly Condition[])[] {
  return entries.reduce<readonly (readonly Condition[])[]>(
    (ways, { conditions }) =>
      ways.flatMap((way) =>
        conditions.map(({ variable, is }, at) => [...way, ...conditions.slice(0, at), { variable, is: !is }]),
      ),
    [[]],
  );
}

/**
 * The field with the conditions on itself, as far as one place can have them: the planner puts fragments of equal
 * conditions together, and what lies between them would be run in another order.
 */
function guard(conditions: readonly Condition[], field: FieldNode): readonly SelectionNode[] {
  const own = [true, false].flatMap((is) => conditions.find((each) => each.is === is) ?? []);
  const rest = conditions.filter((each) => !own.includes(each));
  return under(rest, [{ ...field, directives: [...(field.directives ?? []), ...own.map(directiveOf)] }]);
}

/** The selections within fragments that have the conditions. */
function under(conditions: readonly Condition[], selections: readonly SelectionNode[]): readonly SelectionNode[] {
  return conditions.reduceRight<readonly SelectionNode[]>(
    (inner, condition) => [
      {
        kind: Kind.INLINE_FRAGMENT,
        directives: [directiveOf(condition)],
        selectionSet: { kind: Kind.SELECTION_SET, selections: inner },
      },
    ],
    selections,
  );
}

function directiveOf({ variable, is }: Condition): DirectiveNode {
  const name = (value: string) => ({ kind: Kind.NAME, value }) as const;
  const value = { kind: Kind.VARIABLE, name: name(variable) } as const;
  return {
    kind: Kind.DIRECTIVE,
    name: name(is ? 'include' : 'skip'),
    arguments: [{ kind: Kind.ARGUMENT, name: name('if'), value }],
  };
}
