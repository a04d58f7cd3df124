import { Kind, type SelectionSetNode } from 'graphql';
import type { NormalOperation } from '../emit/emit-input.ts';

/** The field a subscription listens to, through fragments; undefined for other operations. */
export function subscriptionFieldOf({ node, fragments }: NormalOperation): string | undefined {
  return node.operation === 'subscription' ? firstFieldOf(node.selectionSet, fragments) : undefined;
}

function firstFieldOf(set: SelectionSetNode, fragments: NormalOperation['fragments']): string | undefined {
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) return selection.name.value;
    const inner = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments[selection.name.value];
    const found = inner && firstFieldOf(inner.selectionSet, fragments);
    if (found) return found;
  }
  return undefined;
}
