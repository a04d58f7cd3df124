import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { removeEnded, removeOld } from '../src/store/index.ts';
import { startService } from './service.ts';

let service: Awaited<ReturnType<typeof startService>>;

beforeAll(async () => {
  service = await startService('smtp://127.0.0.1:1', 'receiver.example:443');
});
afterAll(() => service.stop());

describe('deliveries that have ended', () => {
  it('are removed in batches, and those under way or newer are kept', async () => {
    const tenant = randomUUID();
    const add = (many: number, state: string, due: string) =>
      service.transact(tenant, (db) =>
        db.query(
          `insert into delivery (id, organization_id, channel, recipient, message, due_at, state)
           select gen_random_uuid(), $1, 'email', 'a@example.org', '{}', $2, $3 from generate_series(1, $4)`,
          [tenant, due, state, many],
        ),
      );
    await add(700, 'done', '2026-01-01T00:00:00Z');
    await add(700, 'failed', '2026-01-02T00:00:00Z');
    await add(2, 'pending', '2026-01-01T00:00:00Z');
    await add(3, 'done', '2026-01-20T00:00:00Z');
    const remove = () => service.transact(tenant, (db) => removeEnded(db, new Date('2026-01-10T00:00:00Z')));
    expect([await remove(), await remove()]).toEqual([true, false]);
    const { rows } = await service.transact(tenant, (db) =>
      db.query('select state, count(*)::int from delivery group by state order by state'),
    );
    expect(rows).toEqual([
      { state: 'done', count: 3 },
      { state: 'pending', count: 2 },
    ]);
  });
});

describe('old notifications', () => {
  it('are removed in batches, and newer ones are kept', async () => {
    const tenant = randomUUID();
    const add = (many: number, at: string) =>
      service.transact(tenant, (db) =>
        db.query(
          `insert into notification (id, organization_id, user_id, kind, title, body, event_id, created_at)
           select gen_random_uuid(), $1, 'viewer', 'LOGIN_FAILED', '', '', gen_random_uuid(), $2 from generate_series(1, $3)`,
          [tenant, at, many],
        ),
      );
    await add(1_200, '2026-01-01T00:00:00Z');
    await add(2, '2026-07-01T00:00:00Z');
    const remove = () => service.transact(tenant, (db) => removeOld(db, new Date('2026-06-01T00:00:00Z')));
    expect([await remove(), await remove()]).toEqual([true, false]);
    const { rows } = await service.transact(tenant, (db) => db.query('select count(*)::int from notification'));
    expect(rows).toEqual([{ count: 2 }]);
  });
});
