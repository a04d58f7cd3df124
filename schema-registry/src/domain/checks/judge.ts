import type { Approval } from './approval.ts';
import type { ChangeFinding, CheckOutcome, CheckStatus, CheckSummary } from './check-workflow.ts';

/** How a part of a check went; `BLOCKED` where it could not begin. */
export type TaskStatus = 'PASSED' | 'FAILED' | 'BLOCKED';

/** What becomes of a check, its findings and the approvals that there are. */
export type Verdict = {
  readonly status: Exclude<CheckStatus, 'PENDING'>;
  readonly composition: TaskStatus;
  readonly operations: TaskStatus;
  readonly lint: TaskStatus;
  readonly custom: TaskStatus;
  readonly downstream: TaskStatus;
  /** What fails it, approved or not. */
  readonly failing: readonly string[];
  /** Nothing fails it that could not be approved. */
  readonly approvable: boolean;
};

/** Judges what a check found; what is approved of fails nothing. `approvals` are those that hold. */
export function judge(outcome: CheckOutcome, approvals: readonly Approval[]): Verdict {
  const approved = new Set(approvals.map(({ fingerprint }) => fingerprint));
  const composes = outcome.composition.errors.length === 0;
  const [operations, lint, custom, downstream] = [
    failingOf(outcome.operations?.changes),
    outcome.lint?.filter(({ level }) => level === 'ERROR').map(({ fingerprint }) => fingerprint),
    outcome.violations?.filter(({ level }) => level === 'ERROR').map(({ fingerprint }) => fingerprint),
    outcome.downstream?.filter(({ blocks }) => blocks).flatMap(({ changes }) => failingOf(changes) ?? []),
  ];
  const broken = outcome.downstream?.some(({ blocks, errors }) => blocks && errors.length > 0) ?? false;
  const statusOf = (fingerprints: readonly string[] | undefined): TaskStatus => {
    if (!fingerprints) return 'BLOCKED';
    return fingerprints.every((each) => approved.has(each)) ? 'PASSED' : 'FAILED';
  };
  const tasks = {
    composition: composes ? ('PASSED' as const) : ('FAILED' as const),
    operations: statusOf(operations),
    lint: statusOf(lint),
    custom: statusOf(custom),
    downstream: broken ? ('FAILED' as const) : statusOf(downstream),
  };
  const passes = Object.values(tasks).every((each) => each === 'PASSED');
  const failing = [operations, lint, custom, downstream].flatMap((each) => each ?? []);
  return {
    ...tasks,
    status: passes ? 'PASSED' : 'FAILED',
    failing: [...new Set(failing)],
    approvable: composes && !broken,
  };
}

function failingOf(changes: readonly ChangeFinding[] | undefined): string[] | undefined {
  return changes?.filter(({ failing }) => failing).map(({ fingerprint }) => fingerprint);
}

/** How a check is shown: one that an approval could save goes on until its time is over. */
export function shownStatus({ status, heldUntil }: CheckSummary, now: Date): CheckStatus {
  return status === 'FAILED' && heldUntil !== null && heldUntil > now ? 'PENDING' : status;
}
