import type { Db } from '@fiscal/kit';
import type { RevocationReason, Session } from '../domain/session.ts';

export type SessionStore = {
  /** Adds a session and forgets those of the user that have ended, so that they do not pile up. */
  add(session: Session): Promise<void>;
  byId(tenantId: string, id: string): Promise<Session | undefined>;
  /** Holds the session until the transaction ends: whatever happens in one family happens one at a time. */
  lock(tenantId: string, id: string): Promise<Session | undefined>;
  /** As `lock`, for the family that the refresh token with this hash is of. */
  lockFamily(tenantId: string, tokenHash: Buffer): Promise<Session | undefined>;
  extend(tenantId: string, id: string, expiresAt: Date): Promise<void>;
  revoke(tenantId: string, id: string, reason: RevocationReason, now: Date): Promise<void>;
  /** Ends all living sessions of a user; answers their ids. */
  revokeAll(tenantId: string, userId: string, reason: RevocationReason, now: Date): Promise<readonly string[]>;
};

type Row = {
  id: string;
  tenant_id: string;
  user_id: string;
  created_at: Date;
  expires_at: Date;
  revoked_at: Date | null;
};

const columns = 'id, tenant_id, user_id, created_at, expires_at, revoked_at';

/** Sessions, in SQL. */
export function createSessionStore(db: Db): SessionStore {
  const read = async (where: string, values: unknown[]) =>
    (await db.query<Row>(`select ${columns} from session where ${where}`, values)).rows.map(toSession)[0];

  return {
    async add({ id, organizationId, userId, createdAt, expiresAt }) {
      await db.query('delete from session where tenant_id = $1 and user_id = $2 and expires_at < $3', [
        organizationId,
        userId,
        createdAt,
      ]);
      await db.query(
        'insert into session (id, tenant_id, user_id, created_at, expires_at) values ($1, $2, $3, $4, $5)',
        [...[id, organizationId, userId], ...[createdAt, expiresAt]],
      );
    },

    byId: (tenantId, id) => read('tenant_id = $1 and id = $2', [tenantId, id]),
    lock: (tenantId, id) => read('tenant_id = $1 and id = $2 for update', [tenantId, id]),

    lockFamily: (tenantId, tokenHash) => {
      const ofToken = 'select session_id from refresh_token where tenant_id = $1 and hash = $2';
      return read(`tenant_id = $1 and id = (${ofToken}) for update`, [tenantId, tokenHash]);
    },

    async extend(tenantId, id, expiresAt) {
      await db.query('update session set expires_at = $3 where tenant_id = $1 and id = $2', [tenantId, id, expiresAt]);
    },

    async revoke(tenantId, id, reason, now) {
      const values = [tenantId, id, reason, now];
      await db.query(
        'update session set revoked_at = $4, revoked_reason = $3 where tenant_id = $1 and id = $2',
        values,
      );
    },

    async revokeAll(tenantId, userId, reason, now) {
      const { rows } = await db.query<{ id: string }>(
        `update session set revoked_at = $4, revoked_reason = $3
          where tenant_id = $1 and user_id = $2 and revoked_at is null and expires_at > $4 returning id`,
        [tenantId, userId, reason, now],
      );
      return rows.map(({ id }) => id);
    },
  };
}

function toSession(row: Row): Session {
  return {
    id: row.id,
    organizationId: row.tenant_id,
    userId: row.user_id,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
  };
}
