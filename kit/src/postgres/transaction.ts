import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { remainingMs } from '../context.ts';
import { toRefusal, tryAgain, unreachable } from './failures.ts';
import type { Db } from './pool.ts';

/** The tenant under which row-level security shows every tenant's rows: for work that no user is behind. */
export const everyTenant = '*';

/** Runs the work in one transaction that sees only the tenant's rows. */
export type Transaction = <R>(tenantId: string, work: (db: Db) => Promise<R>) => Promise<R>;

const statementTimeoutMs = 10_000;
const attempts = 4;

/**
 * Makes the transaction runner of a pool. A statement may take what is left of the call's deadline, 10 s at most.
 * Work that lost a race (SQLSTATE 40001, 40P01) is run again, three times at most, so it must have no effect outside
 * of the database.
 * @throws Refusal `DEADLINE_EXCEEDED` when a statement ran out of time, `SERVICE_UNAVAILABLE` when the server cannot be reached.
 */
export function createTransaction(pool: pg.Pool): Transaction {
  return async (tenantId, work) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await once(pool, tenantId, work);
      } catch (error) {
        if (attempt === attempts || !tryAgain(error)) throw toRefusal(error);
        await delay(Math.random() * 20 * attempt);
      }
    }
  };
}

async function once<R>(pool: pg.Pool, tenantId: string, work: (db: Db) => Promise<R>): Promise<R> {
  const timeoutMs = Math.ceil(remainingMs(statementTimeoutMs));
  const client = await begin(pool, beginning(tenantId, timeoutMs));
  let broken = false;
  const onError = () => {
    broken = true;
  };
  client.on('error', onError);
  try {
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    // A connection that is gone cannot roll back: the server does so by itself.
    if (unreachable(error)) broken = true;
    else await client.query('rollback').catch(onError);
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}

/** A connection whose other end died while it was idle shows it only now, when trying another one is still safe. */
async function begin(pool: pg.Pool, sql: string): Promise<pg.PoolClient> {
  for (let attempt = 1; ; attempt++) {
    const client = await pool.connect();
    client.on('error', ignore);
    try {
      await client.query(sql);
      return client;
    } catch (error) {
      client.release(true);
      if (attempt === attempts || !unreachable(error)) throw error;
    } finally {
      client.off('error', ignore);
    }
  }
}

/** The query under way is rejected with the same error. */
function ignore(): void {}

/** One message to the server instead of two: this opens every transaction. */
function beginning(tenantId: string, timeoutMs: number): string {
  const tenant = pg.escapeLiteral(tenantId);
  return `begin; select set_config('app.tenant', ${tenant}, true), set_config('statement_timeout', '${timeoutMs}', true)`;
}
