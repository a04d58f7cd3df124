import { createServer, connect as openSocket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { createTestDatabase } from '../../test/backends/postgres.ts';
import { createPool, migrate, postgresPart } from '../src/postgres/index.ts';

const migrations = new URL('./migrations/', import.meta.url);
let database: Awaited<ReturnType<typeof createTestDatabase>>;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool(database.url, 'test');
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

describe('migrations', () => {
  it('run once when four replicas start at the same time, and again without effect', async () => {
    await Promise.all([1, 2, 3, 4].map(() => migrate(pool, migrations)));
    await migrate(pool, migrations);
    const own = await pool.query('select name from migrations order by id');
    expect(own.rows).toEqual([{ name: '001-note' }, { name: '002-note-index' }]);
    const kit = await pool.query("select name from kit_migrations where name = '001-outbox-inbox'");
    expect(kit.rowCount).toBe(1);
    await expect(pool.query('select * from outbox, inbox, note')).resolves.toMatchObject({ rowCount: 0 });
  });

  it('wait for a server that is not up yet', async () => {
    let refusals = 0;
    const target = new URL(database.url);
    const gate = createServer((socket) => {
      if (refusals++ < 3) socket.destroy();
      else {
        const upstream = openSocket(Number(target.port), target.hostname).on('error', () => socket.destroy());
        socket.on('error', () => upstream.destroy()).on('close', () => upstream.destroy());
        upstream.on('close', () => socket.destroy());
        socket.pipe(upstream).pipe(socket);
      }
    });
    await new Promise<void>((resolve) => gate.listen(0, '127.0.0.1', resolve));
    const address = gate.address();
    if (address === null || typeof address === 'string') throw new Error('the gate listens on no port');
    const late = new URL(database.url);
    late.port = String(address.port);
    const part = postgresPart(createPool(late.href, 'late'), migrations);
    await part.start();
    await part.ready?.();
    await part.stop();
    await new Promise((resolve) => gate.close(resolve));
    expect(refusals).toBeGreaterThan(3);
  });

  it('end at once, with the cause, when the server refuses the role', async () => {
    const wrong = new URL(database.url);
    wrong.password = 'guess';
    const part = postgresPart(createPool(wrong.href, 'wrong'), migrations);
    await expect(part.start()).rejects.toMatchObject({ code: '28P01' });
    await part.stop();
  });
});
