import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setUpDatabase } from '../../../test/events-conformance/setup.ts';
import { claimInbox, removeOldClaims } from './inbox.ts';

describe('the inbox', () => {
  let database: Awaited<ReturnType<typeof setUpDatabase>>;
  beforeAll(async () => {
    database = await setUpDatabase();
  });
  afterAll(async () => {
    await database.end();
  });

  it('lets each consumer claim an event once', async () => {
    expect(await claimInbox(database.pool, 'one', 'event')).toBe(true);
    expect(await claimInbox(database.pool, 'one', 'event')).toBe(false);
    expect(await claimInbox(database.pool, 'other', 'event')).toBe(true);
  });

  it('gives a claim back when its transaction is rolled back', async () => {
    const client = await database.pool.connect();
    await client.query('begin');
    expect(await claimInbox(client, 'one', 'undone')).toBe(true);
    await client.query('rollback');
    client.release();
    expect(await claimInbox(database.pool, 'one', 'undone')).toBe(true);
  });

  it('forgets claims after 30 days, a thousand at a time', async () => {
    await database.pool.query(
      `insert into inbox select 'old', n::text, now() - interval '31 days' from generate_series(1, 1500) n`,
    );
    await database.pool.query(
      `insert into inbox select 'new', n::text, now() - interval '29 days' from generate_series(1, 5) n`,
    );
    expect(await removeOldClaims(database.pool)).toBe(1_000);
    expect(await removeOldClaims(database.pool)).toBe(500);
    expect(await removeOldClaims(database.pool)).toBe(0);
    const { rows } = await database.pool.query(`select count(*)::int as kept from inbox where consumer = 'new'`);
    expect(rows).toEqual([{ kept: 5 }]);
  });
});
