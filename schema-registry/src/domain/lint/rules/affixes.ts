import type { LintRuleName } from '../lint-finding.ts';
import type { LintRule } from '../lint-rule.ts';
import type { ElementKind } from '../schema-elements.ts';

const types: readonly ElementKind[] = ['object', 'interface', 'union', 'enum', 'input object', 'scalar'];

/** Names that only say what kind of thing they name. */
export const affixRules: readonly LintRule[] = [
  without('TYPE_PREFIX', types, 'start', 'Type'),
  without('TYPE_SUFFIX', types, 'end', 'Type'),
  without('OBJECT_PREFIX', ['object'], 'start', 'Object'),
  without('OBJECT_SUFFIX', ['object'], 'end', 'Object'),
  without('INTERFACE_PREFIX', ['interface'], 'start', 'Interface'),
  without('INTERFACE_SUFFIX', ['interface'], 'end', 'Interface'),
  without('ENUM_PREFIX', ['enum'], 'start', 'Enum'),
  without('ENUM_SUFFIX', ['enum'], 'end', 'Enum'),
  {
    name: 'INPUT_TYPE_SUFFIX',
    level: 'WARNING',
    check: ({ elements }) =>
      elements
        .filter(({ kind, name, isExtension }) => kind === 'input object' && !isExtension && !name.endsWith('Input'))
        .map((element) => ({ element, message: `The name of input object ${element.name} should end with Input.` })),
  },
];

function without(name: LintRuleName, kinds: readonly ElementKind[], side: 'start' | 'end', affix: string): LintRule {
  const pattern = side === 'start' ? new RegExp(`^${affix}(?![a-z])`) : new RegExp(`${affix}$`);
  return {
    name,
    level: 'WARNING',
    check: ({ elements }) =>
      elements
        .filter((element) => kinds.includes(element.kind) && !element.isExtension && pattern.test(element.name))
        .map((element) => ({
          element,
          message: `The name of ${element.kind} ${element.name} should not ${side} with ${affix}.`,
        })),
  };
}
