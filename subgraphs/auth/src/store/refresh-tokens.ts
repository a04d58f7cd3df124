import type { Db } from '@fiscal/kit';
import type { RefreshToken } from '../domain/session.ts';

export type RefreshTokenStore = {
  /** Adds a token and forgets those of its session that have ended. */
  add(token: RefreshToken, now: Date): Promise<void>;
  byHash(tenantId: string, hash: Buffer): Promise<RefreshToken | undefined>;
  markUsed(tenantId: string, hash: Buffer, now: Date): Promise<void>;
};

type Row = { hash: Buffer; tenant_id: string; session_id: string; expires_at: Date; used_at: Date | null };

/** Refresh tokens, by hash only, in SQL. */
export function createRefreshTokenStore(db: Db): RefreshTokenStore {
  return {
    async add({ hash, organizationId, sessionId, expiresAt }, now) {
      await db.query('delete from refresh_token where tenant_id = $1 and session_id = $2 and expires_at < $3', [
        organizationId,
        sessionId,
        now,
      ]);
      await db.query('insert into refresh_token (hash, tenant_id, session_id, expires_at) values ($1, $2, $3, $4)', [
        hash,
        organizationId,
        sessionId,
        expiresAt,
      ]);
    },

    async byHash(tenantId, hash) {
      const { rows } = await db.query<Row>(
        'select hash, tenant_id, session_id, expires_at, used_at from refresh_token where tenant_id = $1 and hash = $2',
        [tenantId, hash],
      );
      return rows.map(toRefreshToken)[0];
    },

    async markUsed(tenantId, hash, now) {
      await db.query('update refresh_token set used_at = $3 where tenant_id = $1 and hash = $2', [tenantId, hash, now]);
    },
  };
}

function toRefreshToken(row: Row): RefreshToken {
  return {
    hash: row.hash,
    sessionId: row.session_id,
    organizationId: row.tenant_id,
    expiresAt: row.expires_at,
    usedAt: row.used_at,
  };
}
