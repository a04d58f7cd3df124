import type { Approval } from '../checks/approval.ts';
import type { CheckWorkflow } from '../checks/check-workflow.ts';
import type { Launch } from '../launch.ts';
import { checkUrl, launchUrl, variantUrl } from '../links.ts';

/** What is told of, as `type` of the message. */
export const noticeKinds = ['launch.succeeded', 'launch.failed', 'check.failed', 'changes.approved'] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/** Something that happened in a graph, for people and programs elsewhere. */
export type Notice = {
  readonly kind: NoticeKind;
  readonly graphId: string;
  readonly variant: string;
  readonly at: Date;
  /** One sentence for people. */
  readonly text: string;
  /** Where on the page it is seen, from the registry's address on. */
  readonly path: string;
  readonly details: Readonly<Record<string, unknown>>;
};

/** Tells of a launch. */
export function noticeOfLaunch(launch: Launch): Notice {
  const { graphId, variant, number, id, status, cause, actor, createdAt, errors } = launch;
  const outcome = status === 'succeeded' ? 'is served' : `failed: ${errors[0]?.message ?? 'it does not compose'}`;
  return {
    kind: `launch.${status}`,
    graphId,
    variant,
    at: createdAt,
    text: `Launch ${number} of ${graphId}@${variant} (${cause} by ${actor}) ${outcome}`,
    path: launchUrl('', launch),
    details: { launchId: id, number, cause, actor, errors: errors.map(({ code, message }) => ({ code, message })) },
  };
}

/** Tells of a check that failed; undefined of one that passed. */
export function noticeOfCheck(check: CheckWorkflow): Notice | undefined {
  const { id, graphId, variant, subgraph, status, branch, actor, finishedAt, createdAt } = check;
  if (status !== 'FAILED') return undefined;
  const what = subgraph === null ? 'the schema' : `subgraph ${subgraph}`;
  return {
    kind: 'check.failed',
    graphId,
    variant,
    at: finishedAt ?? createdAt,
    text: `A check of ${what} of ${graphId}@${variant} failed${branch ? ` on branch ${branch}` : ''}`,
    path: checkUrl('', { graphId, variant }, id),
    details: { workflowId: id, subgraph, branch, actor },
  };
}

/** Tells of approvals that were given together; undefined where there is none. */
export function noticeOfApproval(approvals: readonly Approval[]): Notice | undefined {
  const [first] = approvals;
  if (!first) return undefined;
  const { graphId, family: variant, branch, reason, approvedBy, createdAt } = first;
  const changes = approvals.length === 1 ? 'a change' : `${approvals.length} changes`;
  return {
    kind: 'changes.approved',
    graphId,
    variant,
    at: createdAt,
    text: `${approvedBy} approved ${changes} of ${graphId}@${variant}${branch ? ` on branch ${branch}` : ''}: ${reason}`,
    path: `${variantUrl('', { graphId, variant })}/checks`,
    details: { branch, changes: approvals.map(({ description }) => description), reason, approvedBy },
  };
}
