import type { TypeNode } from 'graphql';
import type { LintRuleName } from '../lint-finding.ts';
import type { LintedSchema, LintRule } from '../lint-rule.ts';
import type { SchemaElement } from '../schema-elements.ts';

/** Enums that clients send are told from those they get: for whom every value is known or new ones may come. */
export const enumUseRules: readonly LintRule[] = [
  byUse(
    'ENUM_USED_AS_INPUT_WITHOUT_SUFFIX',
    ({ kind }) => kind === 'argument' || kind === 'input field',
    ({ name }) => !name.endsWith('Input'),
    'is sent by clients, so its name should end with Input',
  ),
  byUse(
    'ENUM_USED_AS_OUTPUT_DESPITE_SUFFIX',
    ({ kind }) => kind === 'field',
    ({ name }) => name.endsWith('Input'),
    'is returned to clients, so its name should not end with Input',
  ),
];

function byUse(
  name: LintRuleName,
  isUse: (element: SchemaElement) => boolean,
  isWrong: (element: SchemaElement) => boolean,
  complaint: string,
): LintRule {
  return {
    name,
    level: 'IGNORED',
    check: ({ elements }: LintedSchema) => {
      const used = new Set(
        elements.flatMap((element) => (isUse(element) && element.type ? namedType(element.type) : [])),
      );
      return elements
        .filter((element) => element.kind === 'enum' && !element.isExtension && used.has(element.name))
        .filter(isWrong)
        .map((element) => ({ element, message: `enum ${element.name} ${complaint}.` }));
    },
  };
}

function namedType(type: TypeNode): string {
  return type.kind === 'NamedType' ? type.name.value : namedType(type.type);
}
