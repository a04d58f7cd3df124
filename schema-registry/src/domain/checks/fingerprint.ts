import { createHash } from 'node:crypto';
import type { LintFinding } from '../lint/lint-finding.ts';
import type { Violation } from '../policy/policy.ts';
import type { Marked } from './check-workflow.ts';

/** Marks violations by what they are, wherever in the text they stand. */
export function markViolations(violations: readonly Violation[]): Marked<Violation>[] {
  return violations.map((each) => ({
    ...each,
    fingerprint: hash(['policy', each.rule, each.coordinate, each.message]),
  }));
}

/** Marks findings of lint by their rule and what they are about. */
export function markFindings(findings: readonly LintFinding[]): Marked<LintFinding>[] {
  return findings.map((each) => ({ ...each, fingerprint: hash(['lint', each.rule, each.coordinate]) }));
}

function hash(parts: readonly (string | null)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
