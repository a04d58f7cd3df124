import type { LintRule } from '../lint-rule.ts';

/** Who reads that something is deprecated wants to know what to use instead. */
export const deprecationReason: LintRule = {
  name: 'DEPRECATED_DIRECTIVE_MISSING_REASON',
  level: 'ERROR',
  check: ({ elements }) =>
    elements.flatMap((element) =>
      element.directives
        .filter(({ name }) => name.value === 'deprecated')
        .filter(({ arguments: given }) => !given?.some(({ name, value }) => name.value === 'reason' && isText(value)))
        .map((at) => ({
          element,
          at,
          message: `${element.kind} ${element.coordinate} is deprecated without a reason.`,
        })),
    ),
};

function isText(value: { readonly kind: string; readonly value?: unknown }): boolean {
  return value.kind === 'StringValue' && typeof value.value === 'string' && value.value.trim() !== '';
}
