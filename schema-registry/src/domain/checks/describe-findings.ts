import type { CheckOutcome } from './check-workflow.ts';

/** What may be approved of a check, by fingerprint, in words for people who read the approval later. */
export function describeFindings(outcome: CheckOutcome | null): ReadonlyMap<string, string> {
  if (!outcome) return new Map();
  const { operations, lint, violations, downstream } = outcome;
  const changes = [...(operations?.changes ?? []), ...(downstream ?? []).flatMap((each) => each.changes)];
  return new Map([
    ...changes.map(({ fingerprint, code, description }) => [fingerprint, `${code}: ${description}`] as const),
    ...[...(lint ?? []), ...(violations ?? [])].map(
      ({ fingerprint, rule, message }) => [fingerprint, `${rule}: ${message}`] as const,
    ),
  ]);
}
