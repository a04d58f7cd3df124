import type { Approval } from '../../domain/checks/approval.ts';
import type { ChangeFinding, CheckOutcome, CheckWorkflow, Marked } from '../../domain/checks/check-workflow.ts';
import { judge, type TaskStatus, type Verdict } from '../../domain/checks/judge.ts';
import type { LintFinding } from '../../domain/lint/lint-finding.ts';

type Tasks = readonly ({ readonly __typename: string } & Readonly<Record<string, unknown>>)[];

/** The parts of a check as rover knows them; no others, for it waits for ever when it meets one that it does not know. */
export function tasksOf(workflow: CheckWorkflow, approvals: readonly Approval[], url: string): Tasks {
  const { id, outcome, subgraph } = workflow;
  const verdict = outcome && judge(outcome, approvals);
  const task = (
    __typename: string,
    part: Exclude<keyof Verdict, 'status' | 'failing' | 'approvable'>,
    rest: object,
  ) => ({
    __typename,
    id: `${id}-${part}`,
    status: statusOf(verdict?.[part]),
    targetURL: url,
    ...rest,
  });
  const approvalOf = (fingerprint: string) => approvals.find((each) => each.fingerprint === fingerprint) ?? null;
  const tasks = [
    task('OperationsCheckTask', 'operations', { result: operationsResult(outcome, approvalOf) }),
    task('LintCheckTask', 'lint', { result: outcome?.lint ? lintResult(outcome.lint, approvalOf) : null }),
    task('CustomCheckTask', 'custom', { result: customResult(outcome, approvalOf) }),
  ];
  // A graph that is not made of subgraphs is not composed and has no contracts.
  if (subgraph === null) return tasks;
  return [
    task('CompositionCheckTask', 'composition', compositionResult(outcome)),
    ...tasks,
    task('DownstreamCheckTask', 'downstream', { results: downstreamResults(outcome, approvalOf) }),
  ];
}

function statusOf(status: TaskStatus | undefined): TaskStatus | 'PENDING' {
  return status ?? 'PENDING';
}

type ApprovalOf = (fingerprint: string) => Approval | null;

function compositionResult(outcome: CheckOutcome | null) {
  if (!outcome) return { coreSchemaModified: false, result: null };
  const { errors, modified } = outcome.composition;
  return { coreSchemaModified: modified, result: { __typename: 'CompositionCheckResult', errors } };
}

function operationsResult(outcome: CheckOutcome | null, approvalOf: ApprovalOf) {
  if (!outcome?.operations) return null;
  const changes = outcome.operations.changes.map((each) => changeOf(each, approvalOf));
  return {
    checkSeverity: changes.some(({ severity }) => severity === 'FAILURE') ? 'FAILURE' : 'NOTICE',
    numberOfCheckedOperations: outcome.operations.checked,
    changes,
  };
}

function changeOf(change: ChangeFinding, approvalOf: ApprovalOf) {
  const approval = approvalOf(change.fingerprint);
  const fails = change.failing && !approval;
  return {
    ...change,
    level: change.level.toUpperCase(),
    severity: fails ? 'FAILURE' : 'NOTICE',
    description:
      change.failing && approval ? `${change.description} (approved: ${approval.reason})` : change.description,
    approval,
    affectedOperations: change.affected,
    affectedOperationCount: change.affectedCount,
  };
}

/** Findings of lint as rover takes them: each has a place. */
export function lintResult(findings: readonly (LintFinding | Marked<LintFinding>)[], approvalOf: ApprovalOf) {
  const count = (level: string) => findings.filter((each) => each.level === level).length;
  return {
    diagnostics: findings.map((finding) => {
      const fingerprint = 'fingerprint' in finding ? finding.fingerprint : null;
      const { start, end } = finding;
      const approval = fingerprint === null ? null : approvalOf(fingerprint);
      return { ...finding, fingerprint, approval, sourceLocations: [{ start, end }] };
    }),
    stats: { errorsCount: count('ERROR'), warningsCount: count('WARNING') },
  };
}

function customResult(outcome: CheckOutcome | null, approvalOf: ApprovalOf) {
  if (!outcome?.violations) return null;
  return { violations: outcome.violations.map((each) => ({ ...each, approval: approvalOf(each.fingerprint) })) };
}

function downstreamResults(outcome: CheckOutcome | null, approvalOf: ApprovalOf) {
  return (
    outcome?.downstream?.map(({ variant, errors, changes, blocks }) => {
      const told = changes.map((each) => changeOf(each, approvalOf));
      const fails = errors.length > 0 || told.some(({ severity }) => severity === 'FAILURE');
      return { downstreamVariantName: variant, failsUpstreamWorkflow: blocks && fails, errors, changes: told };
    }) ?? null
  );
}
