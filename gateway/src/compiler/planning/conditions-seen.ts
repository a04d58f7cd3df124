import { type DirectiveNode, Kind, type SelectionNode } from 'graphql';
import type { NormalOperation } from '../emit/emit-input.ts';

/** `@include(if: $variable)`, or `@skip` when `is` is false. */
export type Condition = { readonly variable: string; readonly is: boolean };

/** What a client asks for of an object, by response names: types are left out. */
export type Seen = ReadonlyMap<string, SeenField>;
/** `ways`: sets of conditions, counted from the operation's start, of which one must hold. */
export type SeenField = { readonly ways: readonly (readonly Condition[])[]; readonly below: Seen };

type MutableField = { ways: (readonly Condition[])[]; below: Mutable };
type Mutable = Map<string, MutableField>;

/** Reads under which conditions a client asks for what. */
export function conditionsSeen({ node, fragments }: NormalOperation): Seen {
  const seen: Mutable = new Map();
  const add = (selections: readonly SelectionNode[], into: Mutable, outer: readonly Condition[]): void => {
    for (const selection of selections) {
      const conditions = [...outer, ...conditionsOf(selection.directives)];
      if (selection.kind === Kind.FIELD) {
        const name = (selection.alias ?? selection.name).value;
        const field = into.get(name) ?? emptyField();
        into.set(name, field);
        field.ways.push(conditions);
        add(selection.selectionSet?.selections ?? [], field.below, conditions);
        continue;
      }
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments[selection.name.value];
      add(fragment?.selectionSet.selections ?? [], into, conditions);
    }
  };
  add(node.selectionSet.selections, seen, []);
  return seen;
}

function emptyField(): MutableField {
  return { ways: [], below: new Map() };
}

/** The conditions on variables that directives make; what literals say is planned for already. */
export function conditionsOf(directives: readonly DirectiveNode[] = []): readonly Condition[] {
  return directives.flatMap(({ name, arguments: given }) => {
    const value = given?.find((argument) => argument.name.value === 'if')?.value;
    if ((name.value !== 'skip' && name.value !== 'include') || value?.kind !== Kind.VARIABLE) return [];
    return [{ variable: value.name.value, is: name.value === 'include' }];
  });
}
