import { createTransaction, type Transaction, type UserIdentity } from '@fiscal/kit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { identityOf, refresh, signUp } from './ask.ts';
import { type Service, startService } from './service.ts';

const tables = ['organization', 'taxpayer', 'app_user', 'session', 'refresh_token'];

describe('row-level security', () => {
  let service: Service;
  let transaction: Transaction;
  let north: UserIdentity;
  let south: UserIdentity;

  beforeAll(async () => {
    service = await startService();
    transaction = createTransaction(service.pool);
    const session = await signUp(service, 'admin@norte.example');
    await refresh(service, session.refreshToken);
    north = identityOf(session);
    south = identityOf(await signUp(service, 'admin@sur.example'));
  });
  afterAll(() => service.stop());

  const count = (tenantId: string, table: string) =>
    transaction(tenantId, async (db) => {
      const { rows } = await db.query<{ count: number }>(`select count(*)::integer as count from ${table}`);
      return rows[0]?.count;
    });

  it.each([
    ['organization', 1],
    ['taxpayer', 1],
    ['app_user', 1],
    ['session', 1],
    ['refresh_token', 2],
  ])('shows of %s the own rows to a statement that names no tenant', async (table, own) => {
    expect(await count(north.tenantId, table)).toBe(own);
    expect(await count(south.tenantId, table)).toBe(1);
    expect(await count('-', table)).toBe(0);
    expect(await count('*', table)).toBe(own + 1);
  });

  it.each(tables)('shows nothing of %s outside of a tenant', async (table) => {
    const { rows } = await service.pool.query(`select * from ${table}`);
    expect(rows).toEqual([]);
  });

  it('holds where the store is asked for another tenant\u2019s rows', async () => {
    const { tenantId, userId, sessionId } = north;
    await service.transact(south.tenantId, async ({ users, organizations, sessions }) => {
      expect(await users.byIds(tenantId, [userId])).toEqual([]);
      expect(await users.list(tenantId)).toEqual([]);
      expect(await users.lock(tenantId, userId)).toBeUndefined();
      expect(await users.byEmail('admin@norte.example')).toBeUndefined();
      expect(await organizations.byId(tenantId)).toBeUndefined();
      expect(await sessions.byId(tenantId, sessionId)).toBeUndefined();
      expect(await sessions.revokeAll(tenantId, userId, 'LOGOUT', service.clock.now())).toEqual([]);
    });
  });

  it.each(tables)('lets nobody change or delete another\u2019s rows of %s', async (table) => {
    const key = table === 'organization' ? 'id' : 'tenant_id';
    await transaction(south.tenantId, async (db) => {
      expect(
        (await db.query(`update ${table} set ${key} = ${key} where ${key} <> $1`, [south.tenantId])).rowCount,
      ).toBe(0);
      expect((await db.query(`delete from ${table} where ${key} <> $1`, [south.tenantId])).rowCount).toBe(0);
    });
  });

  it('lets nobody write into another tenant', async () => {
    const write = transaction(south.tenantId, (db) =>
      db.query('insert into taxpayer (rfc, tenant_id) values ($1, $2)', ['AAA010101AAA', north.tenantId]),
    );
    await expect(write).rejects.toThrow('row-level security');
  });

  it('is not for owners to pass by: the service\u2019s role is no superuser', async () => {
    const { rows } = await service.pool.query(
      'select rolsuper or rolbypassrls as above from pg_roles where rolname = current_user',
    );
    expect(rows).toEqual([{ above: false }]);
  });
});
