import { type FragmentDefinitionNode, Kind, type SelectionNode } from 'graphql';
import type { NormalOperation } from '../emit-input.ts';
import { conditionsOf } from './condition.ts';
import { responseName } from './selection.ts';

/** What the client sees at a place of the store, by response names. */
export type Seen = ReadonlyMap<string, SeenField>;

export type SeenField = {
  readonly below: Seen;
  /** Under what it is seen, expressions over the variables, `v`: one of these must hold. */
  readonly ways: ReadonlySet<string>;
};

type Mutable = Map<string, { below: Mutable; ways: Set<string> }>;
type Fragments = Readonly<Record<string, FragmentDefinitionNode>>;

/** Makes the tree of what the client sees; types are left out. */
export function seenOf({ node, fragments }: NormalOperation): Seen {
  const seen: Mutable = new Map();
  addAll(node.selectionSet.selections, fragments, seen, []);
  return seen;
}

function addAll(
  selections: readonly SelectionNode[],
  fragments: Fragments,
  into: Mutable,
  conditions: readonly string[],
): void {
  for (const node of selections) {
    const all = [...conditions, ...conditionsOf(node.directives)];
    if (node.kind !== Kind.FIELD) {
      addAll(selectionsOf(node, fragments), fragments, into, all);
      continue;
    }
    const field = into.get(responseName(node)) ?? { below: new Map(), ways: new Set() };
    into.set(responseName(node), field);
    field.ways.add(all.join(' && ') || 'true');
    addAll(node.selectionSet?.selections ?? [], fragments, field.below, all);
  }
}

function selectionsOf(
  node: Exclude<SelectionNode, { kind: Kind.FIELD }>,
  fragments: Fragments,
): readonly SelectionNode[] {
  const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : fragments[node.name.value];
  return fragment?.selectionSet.selections ?? [];
}
