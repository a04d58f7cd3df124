import { checkAttributes } from './attributes.ts';
import { type Finding, maxFindings } from './finding.ts';
import { checkRoot, checkVersion } from './root.ts';
import type { Rule } from './rule.ts';
import { checkStamp } from './stamp.ts';
import { checkTotals } from './totals.ts';
import type { XmlElement } from './xml-element.ts';

/** Every rule in the order its findings are shown; a new group of rules is a file and a line here. */
const rules: readonly Rule[] = [checkVersion, checkAttributes, checkStamp, checkTotals];

/** All that is wrong with a document, at most 100 findings; empty when it is good. */
export function validate(document: XmlElement): readonly Finding[] {
  const root = checkRoot(document);
  if (root.length > 0) return root;
  return rules.flatMap((rule) => rule(document)).slice(0, maxFindings);
}
