import type { Db } from '@fiscal/kit';
import type { Approval } from '../domain/checks/approval.ts';
import type { CheckFamily } from './checks.ts';

type Row = {
  id: string;
  graph_id: string;
  family: string;
  branch: string;
  fingerprint: string;
  description: string;
  reason: string;
  approved_by: string;
  created_at: Date;
  expires_at: Date | null;
  revoked_at: Date | null;
  revoked_by: string | null;
};

/** Keeps approvals; each takes the place of the one that there is for the same change. */
export async function addApprovals(db: Db, approvals: readonly Approval[]): Promise<void> {
  for (const each of approvals) {
    await db.query(
      `update check_approval set revoked_at = $5, revoked_by = $6
       where graph_id = $1 and family = $2 and branch = $3 and fingerprint = $4 and revoked_at is null`,
      [each.graphId, each.family, each.branch, each.fingerprint, each.createdAt, each.approvedBy],
    );
    await db.query(
      `insert into check_approval (id, graph_id, family, branch, fingerprint, description, reason, approved_by,
         created_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        each.id,
        each.graphId,
        each.family,
        each.branch,
        each.fingerprint,
        each.description,
        each.reason,
        each.approvedBy,
        each.createdAt,
        each.expiresAt,
      ],
    );
  }
}

/** Revokes an approval; gives it, unless there is none of this id that is not revoked yet. */
export async function revokeApproval(
  db: Db,
  graphId: string,
  id: string,
  by: { readonly at: Date; readonly actor: string },
): Promise<Approval | undefined> {
  const { rows } = await db.query<Row>(
    `update check_approval set revoked_at = $3, revoked_by = $4
     where graph_id = $1 and id::text = $2 and revoked_at is null returning *`,
    [graphId, id, by.at, by.actor],
  );
  return rows.map(toApproval)[0];
}

/** The approvals of a branch that hold at a time. */
export async function approvalsThatHold(
  db: Db,
  { graphId, family, branch }: CheckFamily,
  at: Date,
): Promise<readonly Approval[]> {
  const { rows } = await db.query<Row>(
    `select * from check_approval where graph_id = $1 and family = $2 and branch = $3
       and revoked_at is null and (expires_at is null or expires_at > $4)`,
    [graphId, family, branch, at],
  );
  return rows.map(toApproval);
}

/** All approvals of a variant's family that there ever were, newest first, `limit` at the most; of a branch or of all. */
export async function approvalsOf(
  db: Db,
  { graphId, family, branch }: { graphId: string; family: string; branch: string | null },
  limit: number,
): Promise<readonly Approval[]> {
  const { rows } = await db.query<Row>(
    `select * from check_approval where graph_id = $1 and family = $2 and ($3::text is null or branch = $3)
     order by created_at desc limit $4`,
    [graphId, family, branch, limit],
  );
  return rows.map(toApproval);
}

function toApproval(row: Row): Approval {
  return {
    id: row.id,
    graphId: row.graph_id,
    family: row.family,
    branch: row.branch,
    fingerprint: row.fingerprint,
    description: row.description,
    reason: row.reason,
    approvedBy: row.approved_by,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    revokedBy: row.revoked_by,
  };
}
