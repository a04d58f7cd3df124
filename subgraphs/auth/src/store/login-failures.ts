import type { Db } from '@fiscal/kit';
import type { LoginFailures } from '../domain/login-throttle.ts';

export type LoginFailureStore = {
  of(emailHash: string): Promise<LoginFailures | undefined>;
  /** The same, held until the transaction ends: attempts on one address are decided one at a time. */
  lock(emailHash: string, now: Date): Promise<LoginFailures>;
  /** Counts one failure more; begins anew when the last ones began before `since`. */
  add(emailHash: string, since: Date, now: Date): Promise<void>;
  clear(emailHash: string): Promise<void>;
  /** Deletes some of the rows that began before `since`, more than one attempt can add, so that they do not pile up. */
  forget(since: Date): Promise<void>;
};

type Row = { failures: number; started_at: Date };

/** How often signing in failed lately, in SQL. */
export function createLoginFailureStore(db: Db): LoginFailureStore {
  return {
    async of(emailHash) {
      const { rows } = await db.query<Row>('select failures, started_at from login_failure where email_hash = $1', [
        emailHash,
      ]);
      return rows.map(toFailures)[0];
    },

    async lock(emailHash, now) {
      const { rows } = await db.query<Row>(
        `insert into login_failure (email_hash, failures, started_at) values ($1, 0, $2)
             on conflict (email_hash) do update set failures = login_failure.failures
          returning failures, started_at`,
        [emailHash, now],
      );
      return rows.map(toFailures)[0] ?? { count: 0, startedAt: now };
    },

    async add(emailHash, since, now) {
      await db.query(
        `update login_failure set failures = case when started_at > $2 then failures + 1 else 1 end,
                started_at = case when started_at > $2 then started_at else $3 end where email_hash = $1`,
        [emailHash, since, now],
      );
    },

    async clear(emailHash) {
      await db.query('delete from login_failure where email_hash = $1', [emailHash]);
    },

    async forget(since) {
      await db.query(
        `delete from login_failure where email_hash in
           (select email_hash from login_failure where started_at < $1 order by started_at limit 20 for update skip locked)`,
        [since],
      );
    },
  };
}

function toFailures({ failures, started_at }: Row): LoginFailures {
  return { count: failures, startedAt: started_at };
}
