import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';
import pg from 'pg';
import { log } from '../log.ts';

const kitMigrations = new URL('../../migrations/', import.meta.url);
const lockTimeoutMs = 120_000;

/**
 * Brings a database up to date: the kit's own tables first, then the service's SQL files in order of their names.
 * Replicas may call this at the same time: one works, the others wait for it, up to two minutes.
 */
export async function migrate(pool: pg.Pool, migrations: URL): Promise<void> {
  // Not a pooled connection: waiting for another replica may take longer than the pool lets a query run.
  const { query_timeout: _, ...options } = pool.options;
  const client = new pg.Client({ ...options, lock_timeout: lockTimeoutMs });
  client.on('error', (error) => log.warn({ err: error }, 'the connection for migrations was lost'));
  await client.connect();
  try {
    await apply(client, kitMigrations, 'kit_migrations');
    await apply(client, migrations, 'migrations');
  } finally {
    await client.end();
  }
}

async function apply(client: pg.Client, folder: URL, migrationsTable: string): Promise<void> {
  const done = await runner({
    dbClient: client,
    dir: fileURLToPath(folder),
    migrationsTable,
    direction: 'up',
    advisoryLockMode: 'wait',
    logger: { info: () => undefined, warn: (line) => log.warn(line), error: (line) => log.error(line) },
  });
  if (done.length > 0) log.info({ migrations: done.map(({ name }) => name) }, 'migrated');
}
