import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { createTestDatabase } from '../../test/backends/postgres.ts';
import { withCallContext } from '../src/context.ts';
import {
  createPool,
  createTransaction,
  type Db,
  everyTenant,
  migrate,
  type Transaction,
} from '../src/postgres/index.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let pool: pg.Pool;
let transact: Transaction;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool(database.url, 'test');
  transact = createTransaction(pool);
  await migrate(pool, new URL('./migrations/', import.meta.url));
  await transact(everyTenant, (db) => db.query("insert into note values (1, 'acme', 'a'), (2, 'globex', 'g')"));
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

const ids = async (db: Db) =>
  (await db.query<{ id: number }>('select id from note order by id')).rows.map((row) => row.id);

/** Resolves for both callers once both have called. */
function createBarrier(): () => Promise<void> {
  const waiting: (() => void)[] = [];
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      if (waiting.length === 2) for (const go of waiting) go();
    });
}

describe('a transaction', () => {
  it('sees the rows of its tenant only, and none outside of a transaction', async () => {
    expect(await transact('acme', ids)).toEqual([1]);
    expect(await transact(everyTenant, ids)).toEqual([1, 2]);
    expect(await ids(pool)).toEqual([]);
    expect(await transact("x' or '1'='1", ids)).toEqual([]);
  });

  it('cannot write into another tenant', async () => {
    const write = transact('acme', (db) => db.query("insert into note values (3, 'globex', 'x')"));
    await expect(write).rejects.toMatchObject({ code: '42501' });
  });

  it('leaves nothing behind when its work fails', async () => {
    const work = transact('acme', async (db) => {
      await db.query("insert into note values (4, 'acme', 'x')");
      throw new Error('changed my mind');
    });
    await expect(work).rejects.toThrow('changed my mind');
    expect(await transact('acme', ids)).toEqual([1]);
  });

  it('is run again when it is the victim of a deadlock', async () => {
    const meet = createBarrier();
    let runs = 0;
    const lockBoth = (first: number, second: number) =>
      transact(everyTenant, async (db) => {
        const run = ++runs;
        await db.query('select from note where id = $1 for update', [first]);
        if (run <= 2) await meet();
        await db.query('update note set body = body where id = $1', [second]);
      });
    await Promise.all([lockBoth(1, 2), lockBoth(2, 1)]);
    expect(runs).toBe(3);
  });

  it('gives up after four runs that all lose a race', async () => {
    let runs = 0;
    const work = transact('acme', (db) => {
      runs++;
      return db.query("do $$ begin raise exception 'lost' using errcode = '40001'; end $$");
    });
    await expect(work).rejects.toMatchObject({ code: '40001' });
    expect(runs).toBe(4);
  });

  it('takes no longer than the deadline of the call', async () => {
    const begunAt = Date.now();
    const sleep = () => transact('acme', (db) => db.query('select pg_sleep(20)'));
    const call = withCallContext({ correlationId: 'c', deadlineAt: begunAt + 300 }, sleep);
    await expect(call).rejects.toMatchObject({ kind: 'unavailable', code: 'DEADLINE_EXCEEDED' });
    expect(Date.now() - begunAt).toBeLessThan(5_000);
    const late = withCallContext({ correlationId: 'c', deadlineAt: begunAt }, sleep);
    await expect(late).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
  });

  it('says that the data cannot be reached when its connection is ended, and the next one works', async () => {
    const work = transact('acme', async (db) => {
      await db.query('select pg_terminate_backend(pg_backend_pid())');
    });
    await expect(work).rejects.toMatchObject({ kind: 'unavailable', code: 'SERVICE_UNAVAILABLE' });
    expect(await transact('acme', ids)).toEqual([1]);
  });
});

describe('a pool', () => {
  it('survives the end of its idle connections', async () => {
    await pool.query('select 1');
    const idle = pool.totalCount;
    const killer = createPool(database.url, 'killer');
    await killer.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'test'",
    );
    await killer.end();
    expect(idle).toBeGreaterThan(0);
    expect(await transact('acme', ids)).toEqual([1]);
  });
});
