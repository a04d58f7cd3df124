import type { LintRuleName } from '../lint-finding.ts';
import type { LintRule } from '../lint-rule.ts';
import type { ElementKind } from '../schema-elements.ts';

const pascal = { pattern: /^[A-Z][A-Za-z0-9]*$/, label: 'PascalCase' };
const camel = { pattern: /^[a-z][A-Za-z0-9]*$/, label: 'camelCase' };
const screaming = { pattern: /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/, label: 'SCREAMING_SNAKE_CASE' };

/** How things are spelt. */
export const namingRules: readonly LintRule[] = [
  spelling(
    'TYPE_NAMES_SHOULD_BE_PASCAL_CASE',
    ['object', 'interface', 'union', 'enum', 'input object', 'scalar'],
    pascal,
  ),
  spelling('FIELD_NAMES_SHOULD_BE_CAMEL_CASE', ['field', 'input field'], camel),
  spelling('INPUT_ARGUMENT_NAMES_SHOULD_BE_CAMEL_CASE', ['argument'], camel),
  spelling('DIRECTIVE_NAMES_SHOULD_BE_CAMEL_CASE', ['directive'], camel),
  spelling('ENUM_VALUES_SHOULD_BE_SCREAMING_SNAKE_CASE', ['enum value'], screaming),
];

function spelling(
  name: LintRuleName,
  kinds: readonly ElementKind[],
  { pattern, label }: { readonly pattern: RegExp; readonly label: string },
): LintRule {
  return {
    name,
    level: 'WARNING',
    check: ({ elements }) =>
      elements
        .filter((element) => kinds.includes(element.kind) && !element.isExtension && !pattern.test(element.name))
        .map((element) => ({
          element,
          message: `The name of ${element.kind} ${element.coordinate} should be ${label}.`,
        })),
  };
}
