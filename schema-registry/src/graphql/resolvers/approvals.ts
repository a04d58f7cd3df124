import { everyTenant, Refusal, type Transaction } from '@fiscal/kit';
import { type Approval, holds } from '../../domain/checks/approval.ts';
import { readCheckSettings } from '../../domain/checks/check-settings.ts';
import type { Graph } from '../../domain/graph.ts';
import type { Variant } from '../../domain/variant.ts';
import { approvalsOf } from '../../store/index.ts';
import type { Approve } from '../../use-cases/checks/approve-changes.ts';
import type { UpdateCheckSettings } from '../../use-cases/checks/update-check-settings.ts';
import type { Field, ResolverMap } from './resolver-map.ts';

type Input = {
  readonly workflowId: string;
  readonly fingerprints?: readonly string[] | null;
  readonly reason: string;
  readonly expiresAt?: string | null;
};

const mostListed = 500;

/** Approvals, and the settings that decide what needs them. */
export function createApprovalResolvers(
  transact: Transaction,
  { approve, revoke }: Approve,
  update: UpdateCheckSettings,
  now: () => Date,
): ResolverMap {
  const approveChanges: Field<Graph, { input: Input }> = ({ id }, { input }, { caller }) => {
    const { workflowId, fingerprints = null, reason, expiresAt } = input;
    return approve(caller, id, { workflowId, fingerprints, reason, expiresAt: expiresAt ? readTime(expiresAt) : null });
  };
  const revokeApproval: Field<Graph, { id: string }> = ({ id: graphId }, { id }, { caller }) =>
    revoke(caller, graphId, id);
  const approvals: Field<Variant, { branch?: string | null; first: number }> = (variant, { branch = null, first }) => {
    const { graphId, name, baseVariant } = variant;
    const limit = Math.min(Math.max(first, 0), mostListed);
    return transact(everyTenant, (db) => approvalsOf(db, { graphId, family: baseVariant ?? name, branch }, limit));
  };
  const updateCheckSettings: Field<Variant, { settings: unknown }> = ({ graphId, name }, { settings }, { caller }) =>
    update(caller, { graphId, variant: name }, settings);
  return {
    GraphMutation: { approveChanges, revokeApproval },
    GraphVariant: { approvals, checkSettings: ({ settings }: Variant) => readCheckSettings(settings.checks) },
    GraphVariantMutation: { updateCheckSettings },
    Approval: {
      variant: ({ family }: Approval) => family,
      holds: (approval: Approval) => holds(approval, now()),
    },
  };
}

/** Reads a time that a client gives. @throws Refusal `TIME_INVALID` */
export function readTime(text: string): Date {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw new Refusal('invalid', 'TIME_INVALID', `${text.slice(0, 100)} is no time`);
  return time;
}
