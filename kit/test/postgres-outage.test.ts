import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePorts } from '../../deploy/local/ports.ts';
import { type Cluster, startCluster } from '../../deploy/local/postgres/cluster.ts';
import { createPool, createTransaction, type Db, postgresPart } from '../src/postgres/index.ts';

let dataDir: string;
let port: number;
let cluster: Cluster;

const start = () => startCluster({ dataDir, port, durable: true });

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'outage-'));
  await chmod(dataDir, 0o711);
  port = (await freePorts(1))[0] ?? 0;
  cluster = await start();
  await cluster.createDatabase('notes');
}, 60_000);

afterAll(async () => {
  await cluster.stop();
  await rm(dataDir, { recursive: true, force: true });
}, 60_000);

const read = (db: Db) => db.query('select count(*)::int as notes from note').then(({ rows }) => rows[0]);

describe('a Postgres that is killed', () => {
  it('is missing until it is back, and then everything goes on by itself', async () => {
    const pool = createPool(cluster.url('notes'), 'notes');
    const part = postgresPart(pool, new URL('./migrations/', import.meta.url));
    const transact = createTransaction(pool);
    await part.start();
    await Promise.all(Array.from({ length: 10 }, () => transact('acme', read)));

    const underWay = transact('acme', (db) => db.query('select pg_sleep(30)'));
    const outcome = expect(underWay).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    process.kill(cluster.pid, 'SIGKILL');
    await cluster.exited;
    await outcome;
    await expect(transact('acme', read)).rejects.toMatchObject({ kind: 'unavailable', code: 'SERVICE_UNAVAILABLE' });
    await expect(part.ready?.()).rejects.toThrow();

    cluster = await start();
    expect(await transact('acme', read)).toEqual({ notes: 0 });
    await part.ready?.();
    await part.stop();
  }, 60_000);
});
