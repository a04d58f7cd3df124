import { type ASTVisitor, GraphQLError, type ValidationContext } from 'graphql';

const incremental = new Set(['defer', 'stream']);

/**
 * The validation rule that an answer comes whole: `@defer` and `@stream` are refused by a code of their own,
 * `DEFER_UNSUPPORTED`, as a client that sends them is not wrong but ahead.
 */
export function wholeAnswers(context: ValidationContext): ASTVisitor {
  return {
    Directive(node) {
      const { value } = node.name;
      if (!incremental.has(value)) return;
      const message = `@${value} is not supported: answers come whole; leave it out, or ask for the rest by itself`;
      context.reportError(new GraphQLError(message, { nodes: node, extensions: { code: 'DEFER_UNSUPPORTED' } }));
    },
  };
}
