import {
  type ASTVisitor,
  GraphQLError,
  Kind,
  OperationTypeNode,
  type SelectionNode,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';

const conditions = new Set(['skip', 'include']);

/** The validation rule that a subscription always asks for its one event: `@skip` and `@include` may not take it away. */
export function unconditionalSubscription(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition({ operation, selectionSet }) {
      if (operation !== OperationTypeNode.SUBSCRIPTION) return;
      for (const node of rootSelections(context, selectionSet, new Set())) {
        if (!node.directives?.some(({ name }) => conditions.has(name.value))) continue;
        context.reportError(
          new GraphQLError('the root field of a subscription cannot have @skip or @include', { nodes: node }),
        );
      }
    },
  };
}

/** What a subscription selects at its root, through fragments; no rule has made sure yet that these do not go in circles. */
function rootSelections(
  context: ValidationContext,
  { selections }: SelectionSetNode,
  seen: Set<string>,
): readonly SelectionNode[] {
  return selections.flatMap((node) => {
    if (node.kind === Kind.FIELD) return [node];
    if (node.kind === Kind.INLINE_FRAGMENT) return [node, ...rootSelections(context, node.selectionSet, seen)];
    const fragment = seen.has(node.name.value) ? undefined : context.getFragment(node.name.value);
    seen.add(node.name.value);
    return fragment ? [node, ...rootSelections(context, fragment.selectionSet, seen)] : [node];
  });
}
