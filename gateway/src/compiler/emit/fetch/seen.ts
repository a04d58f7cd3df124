import { type FragmentDefinitionNode, Kind, type SelectionNode } from 'graphql';
import type { NormalOperation } from '../emit-input.ts';
import { responseName } from './selection.ts';
import type { Seen } from './site.ts';

type Mutable = Map<string, Mutable>;

/** Makes the tree of the response names that the client sees. */
export function seenOf({ node, fragments }: NormalOperation): Seen {
  const seen: Mutable = new Map();
  addAll(node.selectionSet.selections, fragments, seen);
  return seen;
}

function addAll(
  selections: readonly SelectionNode[],
  fragments: Readonly<Record<string, FragmentDefinitionNode>>,
  into: Mutable,
): void {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) {
      const name = responseName(selection);
      const below = into.get(name) ?? new Map();
      into.set(name, below);
      addAll(selection.selectionSet?.selections ?? [], fragments, below);
    } else {
      const set =
        selection.kind === Kind.INLINE_FRAGMENT
          ? selection.selectionSet
          : fragments[selection.name.value]?.selectionSet;
      addAll(set?.selections ?? [], fragments, into);
    }
  }
}
