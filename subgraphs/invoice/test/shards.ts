import { createPool, postgresPart } from '@fiscal/kit';
import type pg from 'pg';
import { createTestDatabase } from '../../../test/backends/postgres.ts';

export type TestShards = {
  readonly urls: readonly string[];
  readonly pools: readonly pg.Pool[];
  /** Statements sent since the last call, without those that open and end transactions. */
  statements(): readonly string[];
  /** Runs a statement in each shard as every tenant, and returns all rows. */
  query<R extends pg.QueryResultRow>(sql: string, values?: unknown[]): Promise<readonly R[]>;
  stop(): Promise<void>;
};

const migrations = new URL('../migrations/', import.meta.url);
const framing = /^(begin|commit|rollback)/;

/** Two migrated databases of this run's Postgres, as a service's shards. */
export async function createTestShards(): Promise<TestShards> {
  const databases = [await createTestDatabase(), await createTestDatabase()];
  const urls = databases.map(({ url }) => url);
  const pools = urls.map((url, shard) => createPool(url, `shard-${shard}`));
  const parts = pools.map((pool) => postgresPart(pool, migrations));
  await Promise.all(parts.map((part) => part.start()));
  let sent: string[] = [];
  for (const pool of pools) record(pool, (sql) => sent.push(sql));
  return {
    urls,
    pools,
    statements() {
      const seen = sent.filter((sql) => !framing.test(sql));
      sent = [];
      return seen;
    },
    async query<R extends pg.QueryResultRow>(sql: string, values: unknown[] = []) {
      return (await Promise.all(pools.map((pool) => asEveryTenant<R>(pool, sql, values)))).flat();
    },
    async stop() {
      await Promise.all(parts.map((part) => part.stop()));
      await Promise.all(databases.map((database) => database.drop()));
    },
  };
}

function record(pool: pg.Pool, onSql: (sql: string) => void): void {
  const seen = new WeakSet<pg.PoolClient>();
  pool.on('acquire', (client) => {
    if (seen.has(client)) return;
    seen.add(client);
    const query = client.query.bind(client);
    const recorded = (...call: [unknown]) => {
      if (typeof call[0] === 'string') onSql(call[0]);
      return (query as (...call: unknown[]) => unknown)(...call);
    };
    Object.assign(client, { query: recorded });
  });
}

async function asEveryTenant<R extends pg.QueryResultRow>(pool: pg.Pool, sql: string, values: unknown[]) {
  const client = await pool.connect();
  try {
    await client.query("begin; select set_config('app.tenant', '*', true)");
    const { rows } = await client.query<R>(sql, values);
    await client.query('commit');
    return rows;
  } finally {
    client.release(true);
  }
}
