import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '../../deploy/local/ports.ts';
import { startCluster } from '../../deploy/local/postgres/cluster.ts';
import { postgresVariable } from './postgres.ts';

/** Starts one Postgres for the whole run, unless an address is given, and returns how to stop it. */
async function startPostgres(): Promise<() => Promise<void>> {
  if (process.env[postgresVariable]) return async () => undefined;
  const dataDir = await mkdtemp(join(tmpdir(), 'fiscal-test-'));
  // Where root runs the tests, Postgres runs as another user, who must be let in.
  await chmod(dataDir, 0o711);
  const [port = 0] = await freePorts(1);
  const cluster = await startCluster({ dataDir, port, durable: false });
  process.env[postgresVariable] = cluster.url('postgres');
  return async () => {
    await cluster.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}

let stopPostgres: (() => Promise<void>) | undefined;

/** Jest calls this once before all tests; what it sets in the environment reaches every worker. */
export default async function setup(): Promise<void> {
  process.env.LOG_LEVEL ??= 'silent';
  stopPostgres = await startPostgres();
}

/** Ends what `setup` began. */
export async function teardown(): Promise<void> {
  await stopPostgres?.();
}
