import type { LintRule } from './lint-rule.ts';
import { affixRules } from './rules/affixes.ts';
import { contact } from './rules/contact.ts';
import { deprecationReason } from './rules/deprecation-reason.ts';
import { descriptions } from './rules/descriptions.ts';
import { enumUseRules } from './rules/enum-use.ts';
import { namingRules } from './rules/naming.ts';
import { pagination } from './rules/pagination.ts';
import { queryDocument } from './rules/query-document.ts';
import { restyFieldNames } from './rules/resty-field-names.ts';
import { tags } from './rules/tags.ts';
import { unusedTypes } from './rules/unused-types.ts';

/** All that schemas are held to. */
export const lintRules: readonly LintRule[] = [
  ...namingRules,
  ...affixRules,
  ...enumUseRules,
  restyFieldNames,
  descriptions,
  deprecationReason,
  unusedTypes,
  pagination,
  tags,
  queryDocument,
  contact,
];
