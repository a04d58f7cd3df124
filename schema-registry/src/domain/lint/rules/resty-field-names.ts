import type { LintRule } from '../lint-rule.ts';

const verb = /^(get|list|post|put|patch)(?=[A-Z_])/;

/** Fields name what they return, not the request that fetches it. */
export const restyFieldNames: LintRule = {
  name: 'RESTY_FIELD_NAMES',
  level: 'WARNING',
  check: ({ elements }) =>
    elements.flatMap((element) => {
      const [, found] = (element.kind === 'field' && verb.exec(element.name)) || [];
      if (!found) return [];
      return [{ element, message: `The name of field ${element.coordinate} should not begin with ${found}.` }];
    }),
};
