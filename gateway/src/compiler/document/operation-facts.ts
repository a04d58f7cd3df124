import { createHash } from 'node:crypto';
import { type DocumentNode, Kind, print, type SelectionSetNode } from 'graphql';
import type { NormalOperation } from '../emit/emit-input.ts';

/** The field a subscription listens to, through fragments; undefined for other operations. */
export function subscriptionFieldOf({ node, fragments }: NormalOperation): string | undefined {
  return node.operation === 'subscription' ? firstFieldOf(node.selectionSet, fragments) : undefined;
}

/** The same for subscriptions that ask for the same, however their documents are written; undefined for other operations. */
export function signatureOf({ node, fragments }: NormalOperation): string | undefined {
  if (node.operation !== 'subscription') return undefined;
  const signature = createHash('sha256').update(print(node));
  for (const [, fragment] of Object.entries(fragments).sort(([first], [second]) => (first < second ? -1 : 1)))
    signature.update(print(fragment));
  return signature.digest('base64url');
}

/** The name of a document's query, if there is one and no other. */
export function onlyQueryOf({ definitions }: DocumentNode): string | undefined {
  const queries = definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION && each.operation === 'query');
  const [query, another] = queries;
  return query && !another && 'name' in query ? query.name?.value : undefined;
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
