import pg from 'pg';
import { log } from '../log.ts';

/** What both a pool and a client in a transaction can do. */
export type Db = Pick<pg.ClientBase, 'query'>;

/**
 * Makes a pool of at most 10 connections. Every wait has its bound: 5 s for a connection, 60 s for an answer, and the
 * server ends a transaction that is idle for 60 s. `name` is what the server's own views call the pool.
 */
export function createPool(url: string, name: string): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: name,
    max: 10,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    query_timeout: 60_000,
    idle_in_transaction_session_timeout: 60_000,
    keepAlive: true,
  });
  // An idle connection that the server ends is replaced by the next query; without a listener it would end the process.
  pool.on('error', (error) => log.warn({ err: error, pool: name }, 'an idle Postgres connection was lost'));
  return pool;
}
