import type { LintRule } from '../lint-rule.ts';

const roots = new Set(['Query', 'Mutation', 'Subscription']);

/** Everything says what it is, but root types, which all know; what is extended says it where it is defined. */
export const descriptions: LintRule = {
  name: 'ALL_ELEMENTS_REQUIRE_DESCRIPTION',
  level: 'WARNING',
  check: ({ elements }) =>
    elements
      .filter(({ kind, isExtension }) => kind !== 'schema' && kind !== 'operation' && !isExtension)
      .filter(({ coordinate }) => !roots.has(coordinate))
      .filter(({ description }) => !description?.trim())
      .map((element) => ({ element, message: `${element.kind} ${element.coordinate} has no description.` })),
};
