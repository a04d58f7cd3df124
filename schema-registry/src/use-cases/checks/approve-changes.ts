import { type Db, everyTenant, Refusal, type Transaction } from '@fiscal/kit';
import { type Caller, may } from '../../domain/access.ts';
import type { Approval } from '../../domain/checks/approval.ts';
import type { CheckWorkflow } from '../../domain/checks/check-workflow.ts';
import { describeFindings } from '../../domain/checks/describe-findings.ts';
import { judge } from '../../domain/checks/judge.ts';
import { isText } from '../../domain/storable.ts';
import {
  addApprovals,
  addAudit,
  approvalsThatHold,
  checkById,
  lockBranch,
  lockFailingChecks,
  revokeApproval,
  saveCheckStatus,
} from '../../store/index.ts';

/** What is approved of: of a check, changes by their fingerprints, or all that fail it. */
export type ApprovalRequest = {
  readonly workflowId: string;
  readonly fingerprints: readonly string[] | null;
  readonly reason: string;
  readonly expiresAt: Date | null;
};

/** What was approved or revoked, and the checks that were judged anew. */
export type Approved = { readonly approvals: readonly Approval[]; readonly checks: readonly CheckWorkflow[] };

/** Gives approvals and takes them back. */
export type Approve = {
  approve(caller: Caller, graphId: string, request: ApprovalRequest): Promise<Approved>;
  revoke(caller: Caller, graphId: string, id: string): Promise<Approved>;
};

const longestReason = 2_000;
const mostFingerprints = 1_000;
/** Older ones stay as they were judged. */
const mostChecks = 200;

/**
 * Makes what approves. Whoever manages a variant may; who publishes to it may not, lest a pipeline lets itself pass.
 * @throws Refusal `FORBIDDEN`, `CHECK_NOT_FOUND`, `CHECK_PENDING`, `REASON_MISSING`, `EXPIRY_PAST`, `NOTHING_TO_APPROVE`,
 * `CHANGE_UNKNOWN`, `APPROVAL_NOT_FOUND`
 */
export function createApprove(
  transact: Transaction,
  onApproval: OnApproval,
  now: () => Date,
  newId: () => string,
): Approve {
  const approve = (caller: Caller, graphId: string, request: ApprovalRequest) =>
    transact(everyTenant, async (db) => {
      const workflow = await requireCheck(db, caller, graphId, request.workflowId);
      const { family, branch } = workflow;
      requireFit(request, now());
      await lockBranch(db, workflow);
      const known = describeFindings(workflow.outcome);
      const fingerprints = request.fingerprints ?? (await failingOf(db, workflow, now()));
      if (fingerprints.length === 0)
        throw new Refusal('invalid', 'NOTHING_TO_APPROVE', 'nothing fails that could be approved');
      const approvals = [...new Set(fingerprints)].map((fingerprint): Approval => {
        const description = known.get(fingerprint);
        if (description === undefined)
          throw new Refusal('invalid', 'CHANGE_UNKNOWN', `the check has no ${fingerprint}`);
        const rest = {
          reason: request.reason.trim(),
          approvedBy: caller.name,
          createdAt: now(),
          expiresAt: request.expiresAt,
        };
        return {
          id: newId(),
          graphId,
          family,
          branch,
          fingerprint,
          description,
          ...rest,
          revokedAt: null,
          revokedBy: null,
        };
      });
      await addApprovals(db, approvals);
      return judgeAnew(db, { caller, action: 'check.approve', approvals });
    });
  const revoke = (caller: Caller, graphId: string, id: string) =>
    transact(everyTenant, async (db) => {
      const revoked = await revokeApproval(db, graphId, id, { at: now(), actor: caller.name });
      if (!revoked || !may(caller, 'manage', { graphId, variant: revoked.family })) {
        throw new Refusal(
          'not_found',
          'APPROVAL_NOT_FOUND',
          'there is no such approval that holds, or it is not yours',
        );
      }
      await lockBranch(db, revoked);
      return judgeAnew(db, { caller, action: 'check.revoke', approvals: [revoked] });
    });
  const judgeAnew = async (db: Db, { caller, action, approvals }: Done): Promise<Approved> => {
    const checks = new Map<string, CheckWorkflow>();
    for (const { fingerprint, ...approval } of approvals) {
      const failing = await lockFailingChecks(db, approval, fingerprint, mostChecks);
      for (const check of failing) checks.set(check.id, check);
    }
    const judged: CheckWorkflow[] = [];
    for (const check of checks.values()) judged.push(await judgeOne(db, check, now()));
    for (const { id, graphId, family, branch, description, reason } of approvals) {
      const details = { approval: id, branch, description, reason };
      await addAudit(db, { at: now(), actor: caller.name, action, graphId, variant: family, details });
    }
    await onApproval(db, { action, approvals, checks: judged });
    return { approvals, checks: judged };
  };
  return { approve, revoke };
}

type Done = {
  readonly caller: Caller;
  readonly action: 'check.approve' | 'check.revoke';
  readonly approvals: readonly Approval[];
};

/** Hears of what was approved or revoked, within its transaction. */
export type OnApproval = (db: Db, approved: Approved & Pick<Done, 'action'>) => Promise<void>;

async function judgeOne(db: Db, check: CheckWorkflow, now: Date): Promise<CheckWorkflow> {
  if (!check.outcome) return check;
  const { status } = judge(check.outcome, await approvalsThatHold(db, check, now));
  if (status !== check.status) await saveCheckStatus(db, check.id, status);
  return { ...check, status };
}

async function failingOf(db: Db, { outcome, ...workflow }: CheckWorkflow, now: Date): Promise<readonly string[]> {
  if (!outcome) return [];
  const approved = new Set((await approvalsThatHold(db, workflow, now)).map(({ fingerprint }) => fingerprint));
  return judge(outcome, []).failing.filter((each) => !approved.has(each));
}

async function requireCheck(db: Db, caller: Caller, graphId: string, id: string): Promise<CheckWorkflow> {
  const workflow = await checkById(db, graphId, id);
  if (!workflow || !may(caller, 'read', { graphId, variant: workflow.variant })) {
    throw new Refusal('not_found', 'CHECK_NOT_FOUND', 'there is no such check');
  }
  if (!may(caller, 'manage', { graphId, variant: workflow.family })) {
    throw new Refusal('forbidden', 'FORBIDDEN', `this key may not approve changes of ${graphId}@${workflow.family}`);
  }
  if (workflow.status === 'PENDING') throw new Refusal('conflict', 'CHECK_PENDING', 'the check is still going on');
  return workflow;
}

function requireFit({ reason, expiresAt, fingerprints }: ApprovalRequest, now: Date): void {
  if (reason.trim() === '' || reason.length > longestReason || !isText(reason)) {
    throw new Refusal('invalid', 'REASON_MISSING', `a reason is needed, of up to ${longestReason} characters`);
  }
  if (expiresAt !== null && !(expiresAt > now))
    throw new Refusal('invalid', 'EXPIRY_PAST', 'that time is over already');
  if (fingerprints && fingerprints.length > mostFingerprints) {
    throw new Refusal('invalid', 'CHANGE_UNKNOWN', `up to ${mostFingerprints} changes are approved at once`);
  }
}
