import { Kind, type SelectionSetNode } from 'graphql';
import type { NormalOperation } from '../emit/emit-input.ts';

/** The field a subscription listens to, through fragments; undefined for other operations. */
export function subscriptionFieldOf({ node, fragments }: NormalOperation): string | undefined {
  return node.operation === 'subscription' ? firstFieldOf(node.selectionSet, fragments) : undefined;
}

/** Whether an operation asks for the schema, through fragments. */
export function introspectsIn({ node, fragments }: NormalOperation): boolean {
  const seen = new Set<string>();
  const asks = ({ selections }: SelectionSetNode): boolean =>
    selections.some((selection) => {
      if (selection.kind === Kind.FIELD) return ['__schema', '__type'].includes(selection.name.value);
      if (selection.kind === Kind.INLINE_FRAGMENT) return asks(selection.selectionSet);
      const fragment = seen.has(selection.name.value) ? undefined : fragments[selection.name.value];
      seen.add(selection.name.value);
      return fragment ? asks(fragment.selectionSet) : false;
    });
  return asks(node.selectionSet);
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
