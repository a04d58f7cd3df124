import type { Db, Role } from '@fiscal/kit';
import { maxUsers, type User, type UserStatus } from '../domain/user.ts';
import { refuseDuplicate } from './unique.ts';

/** A user with what a password is compared to. */
export type Account = { readonly user: User; readonly passwordHash: string };

export type UserStore = {
  /** Refuses EMAIL_TAKEN, across organisations. */
  add(user: User, passwordHash: string): Promise<void>;
  /** The one user who is not deleted and has this address, in the organisations that the transaction sees. */
  byEmail(email: string): Promise<Account | undefined>;
  byIds(tenantId: string, ids: readonly string[]): Promise<readonly User[]>;
  /** Users who are not deleted, oldest first, 1,000 at most. */
  list(tenantId: string): Promise<readonly User[]>;
  count(tenantId: string): Promise<number>;
  countActiveAdmins(tenantId: string): Promise<number>;
  /** Holds the user until the transaction ends. */
  lock(tenantId: string, id: string): Promise<User | undefined>;
  /** As `lock`, but several transactions may hold it so; none can change the user meanwhile. */
  hold(tenantId: string, id: string): Promise<User | undefined>;
  saveStatus(user: User): Promise<void>;
};

type Row = {
  id: string;
  tenant_id: string;
  email: string;
  password_hash: string;
  name: string;
  role: Role;
  status: UserStatus;
  version: number;
  created_at: Date;
};

const columns = 'id, tenant_id, email, password_hash, name, role, status, version, created_at';

/** Users, in SQL. */
export function createUserStore(db: Db): UserStore {
  const read = async (where: string, values: unknown[]) =>
    (await db.query<Row>(`select ${columns} from app_user where ${where}`, values)).rows.map(toAccount);

  return {
    add: (user, passwordHash) => addUser(db, user, passwordHash),
    byEmail: async (email) => (await read(`lower(email) = $1 and status <> 'deleted'`, [email]))[0],
    byIds: async (tenantId, ids) => (await read('tenant_id = $1 and id = any($2)', [tenantId, ids])).map(userOf),
    lock: async (tenantId, id) => (await read('tenant_id = $1 and id = $2 for update', [tenantId, id])).map(userOf)[0],
    hold: async (tenantId, id) => (await read('tenant_id = $1 and id = $2 for share', [tenantId, id])).map(userOf)[0],
    count: (tenantId) => count(db, `status <> 'deleted'`, tenantId),
    countActiveAdmins: (tenantId) => count(db, `status = 'active' and role = 'admin'`, tenantId),

    async list(tenantId) {
      const accounts = await read(`tenant_id = $1 and status <> 'deleted' order by created_at, id limit $2`, [
        tenantId,
        maxUsers,
      ]);
      return accounts.map(userOf);
    },

    async saveStatus({ organizationId, id, status, version }) {
      const values = [organizationId, id, status, version];
      await db.query('update app_user set status = $3, version = $4 where tenant_id = $1 and id = $2', values);
    },
  };
}

async function addUser(db: Db, user: User, passwordHash: string): Promise<void> {
  const { id, organizationId, email, name, role, status, version, createdAt } = user;
  const added = db.query(`insert into app_user (${columns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, [
    ...[id, organizationId, email, passwordHash],
    ...[name, role, status, version, createdAt],
  ]);
  await refuseDuplicate(added, 'app_user_email', 'EMAIL_TAKEN', 'a user with this e-mail address exists already');
}

async function count(db: Db, where: string, tenantId: string): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `select count(*)::integer as count from app_user where tenant_id = $1 and ${where}`,
    [tenantId],
  );
  return rows[0]?.count ?? 0;
}

function userOf({ user }: Account): User {
  return user;
}

function toAccount({ tenant_id, password_hash, created_at, ...row }: Row): Account {
  return { user: { ...row, organizationId: tenant_id, createdAt: created_at }, passwordHash: password_hash };
}
