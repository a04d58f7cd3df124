import { type Db, everyTenant, type Transaction } from '@fiscal/kit';
import { readCheckSettings } from '../../domain/checks/check-settings.ts';
import type { CheckOutcome, CheckWorkflow } from '../../domain/checks/check-workflow.ts';
import { judge } from '../../domain/checks/judge.ts';
import { approvalsThatHold, finishCheck, lockBranch, variantByRef } from '../../store/index.ts';

/** Hears of every check that ends, within its transaction. */
export type OnCheck = (db: Db, workflow: CheckWorkflow) => Promise<void>;

/** Judges what was found of a change by the approvals that there are, and ends the check. */
export type FinishCheck = (workflow: CheckWorkflow, outcome: CheckOutcome) => Promise<void>;

/** Makes what ends checks; one that has ended already stays as it is. */
export function createFinishCheck(transact: Transaction, onCheck: OnCheck, now: () => Date): FinishCheck {
  return (workflow, outcome) =>
    transact(everyTenant, async (db) => {
      const { id, graphId, variant } = workflow;
      // Who approves meanwhile either comes first and counts, or comes after and finds the check.
      await lockBranch(db, workflow);
      const finishedAt = now();
      const { status, failing, approvable } = judge(outcome, await approvalsThatHold(db, workflow, finishedAt));
      const settings = readCheckSettings((await variantByRef(db, { graphId, variant }))?.settings.checks);
      const waits = status === 'FAILED' && approvable && settings.waitForApprovalSeconds > 0;
      const heldUntil = waits ? new Date(workflow.createdAt.getTime() + settings.waitForApprovalSeconds * 1_000) : null;
      const ended = await finishCheck(db, { id, status, outcome, failing, finishedAt, heldUntil });
      if (ended) await onCheck(db, { ...workflow, status, outcome, finishedAt, heldUntil });
    });
}
