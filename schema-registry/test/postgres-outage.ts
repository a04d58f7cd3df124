import pg from 'pg';
import { postgresVariable } from '../../test/backends/postgres.ts';

/** Takes a database of this test run away from whoever uses it, and gives it back. */
export function createOutage(databaseUrl: string): { begin(): Promise<void>; end(): Promise<void> } {
  const database = new URL(databaseUrl).pathname.slice(1);
  return {
    begin: () =>
      execute([
        `alter database ${database} with allow_connections false`,
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${database}'`,
      ]),
    end: () => execute([`alter database ${database} with allow_connections true`]),
  };
}

async function execute(statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: process.env[postgresVariable], connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
