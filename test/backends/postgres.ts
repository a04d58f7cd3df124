import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** The variable that gives the superuser's address of the run's Postgres to every worker. */
export const postgresVariable = 'TEST_POSTGRES_URL';

/**
 * Makes an empty database on the Postgres of this test run, owned by a role of the same name that is no superuser, so
 * that row-level security holds in tests as it does in production. `drop` ends whatever is still connected.
 */
export async function createTestDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const admin = process.env[postgresVariable];
  if (!admin) throw new Error(`${postgresVariable} is not set: start the tests with npm run jest`);
  const name = `test_${randomBytes(8).toString('hex')}`;
  await execute(admin, `create role ${name} login nosuperuser password '${name}'`);
  await execute(admin, `create database ${name} owner ${name}`);
  const url = new URL(`/${name}`, admin);
  url.username = name;
  url.password = name;
  return {
    url: url.href,
    async drop() {
      await execute(admin, `drop database if exists ${name} with (force)`);
      await execute(admin, `drop role if exists ${name}`);
    },
  };
}

async function execute(connectionString: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
