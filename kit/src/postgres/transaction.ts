import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { remainingMs } from '../context.ts';
import { toRefusal, tryAgain } from './failures.ts';
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
 * @throws Refusal `DEADLINE_EXCEEDED` when a statement ran out of time, `UNAVAILABLE` when the server cannot be reached.
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
  const client = await pool.connect();
  let broken: Error | undefined;
  const onError = (error: Error) => {
    broken = error;
  };
  client.on('error', onError);
  try {
    await client.query(begin(tenantId, timeoutMs));
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(onError);
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}

/** One message to the server instead of two: this opens every transaction. */
function begin(tenantId: string, timeoutMs: number): string {
  const tenant = pg.escapeLiteral(tenantId);
  return `begin; select set_config('app.tenant', ${tenant}, true), set_config('statement_timeout', '${timeoutMs}', true)`;
}
