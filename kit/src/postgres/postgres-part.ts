import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { log } from '../log.ts';
import type { Part } from '../run.ts';
import { unreachable } from './failures.ts';
import { migrate } from './migrate.ts';

const startBudgetMs = 30_000;
const pauseMs = 250;

/**
 * A pool as a part: starting waits up to 30 s for the server and brings the database up to date, stopping ends the
 * pool once its connections are given back.
 */
export function postgresPart(pool: pg.Pool, migrations: URL): Part {
  const name = `postgres ${pool.options.application_name ?? ''}`.trim();
  return {
    name,
    async start() {
      await waitForServer(pool, Date.now() + startBudgetMs);
      await migrate(pool, migrations);
    },
    stop: () => pool.end(),
    async ready() {
      await pool.query('select 1');
    },
  };
}

async function waitForServer(pool: pg.Pool, deadlineAt: number): Promise<void> {
  for (;;) {
    try {
      await pool.query('select 1');
      return;
    } catch (error) {
      if (!unreachable(error) || Date.now() > deadlineAt) throw error;
      log.debug({ err: error }, 'waiting for Postgres');
      await delay(pauseMs);
    }
  }
}
