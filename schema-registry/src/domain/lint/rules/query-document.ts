import type { LintRule } from '../lint-rule.ts';

/** A schema is no place for operations and fragments. */
export const queryDocument: LintRule = {
  name: 'QUERY_DOCUMENT_DECLARATION',
  level: 'ERROR',
  check: ({ elements }) =>
    elements
      .filter(({ kind }) => kind === 'operation')
      .map((element) => ({
        element,
        message: `The schema holds an operation or a fragment: ${element.name || 'without a name'}.`,
      })),
};
