import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createPool } from '@fiscal/kit';
import { freePorts } from '../../deploy/local/ports.ts';
import { startCluster } from '../../deploy/local/postgres/cluster.ts';
import { publishSchemas } from '../../deploy/local/schemas/publish-schemas.ts';
import { secretOf } from '../src/domain/key.ts';
import { addKey } from '../src/store/index.ts';
import { startCountingProxy } from './counting-proxy.ts';
import { createFleet } from './fleet.ts';
import { newSigningKey } from './signing-key.ts';

/**
 * `npm run bench:uplink [seconds]`: a registry in a process of its own, on a real Postgres, with the house's graph, and
 * 1,000 routers that poll it. Prints how long polls take, and every statement that reached the database meanwhile.
 */
async function main(seconds: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-uplink-'));
  await chmod(folder, 0o711);
  const [postgresPort = 0, port = 0] = await freePorts(2);
  const cluster = await startCluster({ dataDir: folder, port: postgresPort, durable: false });
  await cluster.createDatabase('registry');
  const proxy = await startCountingProxy(cluster.url('registry'));
  const adminKey = `user:admin:${randomBytes(32).toString('base64url')}`;
  const registry = spawn(process.execPath, [fileURLToPath(new URL('../src/main.ts', import.meta.url))], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      PATH: process.env.PATH,
      LOG_LEVEL: 'warn',
      HTTP_PORT: `${port}`,
      REGISTRY_DATABASE_URL: proxy.url,
      REGISTRY_ADMIN_KEY: adminKey,
      REGISTRY_SIGNING_JWK: newSigningKey(),
    },
  });
  const url = `http://127.0.0.1:${port}`;
  try {
    await untilReady(url);
    await publishSchemas(new URL('../../rover.yaml', import.meta.url), { url, key: adminKey, ref: 'fiscal@current' });
    const key = await addRouterKey(cluster.url('registry'));
    const fleet = createFleet(`${url}/uplink`, key, 1_000);
    await fleet.begin();
    // What is new of the routers is written down within ten seconds.
    await delay(12_000);
    proxy.take();
    await delay(seconds * 1_000);
    const usual = proxy.take();
    for (const intervalMs of [10_000, 1_000]) {
      const cpuBefore = await cpuMs(registry.pid);
      const latencies = await fleet.poll(intervalMs, seconds * 1_000);
      print(`1,000 routers, each every ${intervalMs / 1_000} s, for ${seconds} s`, latencies);
      const perPoll = (((await cpuMs(registry.pid)) - cpuBefore) * 1_000) / latencies.length;
      console.log(`  CPU of the registry, all that it does meanwhile: ${perPoll.toFixed(0)} µs a poll`);
      printStatements(proxy.take(), usual);
    }
    fleet.stop();
  } finally {
    registry.kill('SIGTERM');
    await new Promise((resolve) => registry.once('exit', resolve));
    await proxy.stop();
    await cluster.stop();
    await rm(folder, { recursive: true });
  }
}

async function untilReady(url: string): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const ready = await fetch(`${url}/health/ready`).catch(() => undefined);
    if (ready?.ok) return;
    if (Date.now() > deadline) throw new Error('the registry does not get ready');
    await delay(100);
  }
}

async function addRouterKey(databaseUrl: string): Promise<string> {
  const pool = createPool(databaseUrl, 'bench');
  const key = 'service:fiscal:bench-routers';
  const grant = { graphId: 'fiscal', variants: '*', subgraphs: '*', permissions: ['report'] } as const;
  const times = { createdAt: new Date(), expiresAt: null, lastUsedAt: null, revokedAt: null };
  const names = { id: 'bench', name: 'bench', type: 'ROUTER', masked: '', createdBy: 'bench' } as const;
  await addKey(pool, { ...names, ...times, grants: [grant] }, secretOf(key));
  await pool.end();
  return key;
}

function print(what: string, latencies: readonly number[]): void {
  const sorted = [...latencies].sort((a, b) => a - b);
  const at = (share: number) => (sorted[Math.ceil(share * sorted.length) - 1] ?? 0).toFixed(2);
  console.log(`${what}: ${sorted.length} polls, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, longest ${at(1)} ms`);
}

/** What it asks when nobody polls, for its own upkeep, is told apart: it is the same statements, as often. */
function printStatements(statements: ReadonlyMap<string, number>, usual: ReadonlyMap<string, number>): void {
  const count = (some: readonly (readonly [string, number])[]) => some.reduce((sum, [, times]) => sum + times, 0);
  const others = [...statements].filter(([text]) => !usual.has(text));
  const upkeep = count([...statements]) - count(others);
  console.log(`  database statements: ${count(others)}; upkeep ${upkeep}, without any poll ${count([...usual])}`);
  for (const [text, times] of others) console.log(`    ${times} × ${text.slice(0, 100)}`);
}

/** Milliseconds of CPU that a process has had, as Linux counts them: in hundredths of a second. */
async function cpuMs(pid: number | undefined): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

await main(Number(process.argv[2] ?? 30));
