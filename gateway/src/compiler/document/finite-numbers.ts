import { type ASTVisitor, type FloatValueNode, GraphQLError, type IntValueNode, type ValidationContext } from 'graphql';

/**
 * The validation rule that numbers are such as JSON has: `1e400` is one by GraphQL's grammar, and by no subgraph's. The
 * planner breaks off at it.
 */
export function finiteNumbers(context: ValidationContext): ASTVisitor {
  const check = (node: IntValueNode | FloatValueNode) => {
    if (Number.isFinite(Number(node.value))) return;
    context.reportError(new GraphQLError('a number in the document is too large', { nodes: node }));
  };
  return { IntValue: check, FloatValue: check };
}
