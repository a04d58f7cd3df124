import { spawn } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { freePorts } from '../ports.ts';
import { type Cluster, startCluster } from '../postgres/cluster.ts';
import { isAlive, waitForEnd } from '../process/pid.ts';

let dataDir: string;
let port: number;
let cluster: Cluster;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'cluster-'));
  port = (await freePorts(1))[0] ?? 0;
  cluster = await startCluster({ dataDir, port, durable: false });
}, 60_000);

afterAll(async () => {
  await cluster.stop();
  await rm(dataDir, { recursive: true, force: true });
}, 60_000);

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(sql)).rows[0];
  } finally {
    await client.end();
  }
}

describe('the embedded Postgres', () => {
  it('gives each database an owner who is no superuser, however often it is asked', async () => {
    await cluster.createDatabase('orders');
    await cluster.createDatabase('orders');
    const row = await ask(cluster.url('orders'), 'select usename, usesuper from pg_user where usename = current_user');
    expect(row).toEqual({ usename: 'orders', usesuper: false });
    await ask(cluster.url('orders'), 'create table kept (n int)');
  });

  it('asks for the password', async () => {
    const wrong = cluster.url('orders').replace(/:[0-9a-f]{64}@/, ':guess@');
    await expect(ask(wrong, 'select 1')).rejects.toThrow(/password authentication failed/);
  });

  it('stops a postmaster that was left behind, and starts again after a crash with the data kept', async () => {
    const first = cluster.pid;
    cluster = await startCluster({ dataDir, port, durable: false });
    expect(isAlive(first)).toBe(false);

    process.kill(cluster.pid, 'SIGKILL');
    await cluster.exited;
    cluster = await startCluster({ dataDir, port, durable: false });
    expect(await ask(cluster.url('orders'), 'select count(*)::int as rows from kept')).toEqual({ rows: 0 });
  }, 60_000);

  it('ends when the process that started it is killed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cluster-'));
    const [other] = await freePorts(1);
    const start = new URL('../postgres/cluster.ts', import.meta.url).href;
    const script = `const { startCluster } = await import('${start}');
      const cluster = await startCluster({ dataDir: '${folder}', port: ${other}, durable: false });
      console.log(cluster.pid);
      setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const pid = await new Promise<number>((resolve) => parent.stdout.once('data', (text) => resolve(Number(text))));
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    expect(await waitForEnd(pid, 15_000)).toBe(true);
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  it('keeps its password to the one who started it', async () => {
    expect((await stat(join(dataDir, 'password'))).mode & 0o777).toBe(0o600);
  });
});
