import type pg from 'pg';

/** Holds a transaction of somebody else in the middle of its work, for a test to do something to whoever began it. */
export type Hold = {
  /** From now on a transaction that writes waits at its n-th writing statement; the one after the last is its commit. */
  at(step: number): Promise<void>;
  /** Resolves once a transaction waits there; to false when `done` did first. */
  reached(done: Promise<unknown>): Promise<boolean>;
  /** Lets go whoever waits, and resolves once their connection has ended. */
  release(): Promise<void>;
};

const lock = 4_242;
const deadlineMs = 30_000;

/**
 * Makes a hold on tables of a database, by triggers that take an advisory lock which `client` holds. Its connection
 * must be its own.
 */
export async function createHold(client: pg.Client, tables: readonly string[]): Promise<Hold> {
  await client.query(`
    create table held (step integer);
    insert into held values (0);
    create function hold() returns trigger language plpgsql as $$
    declare
      step integer := coalesce(nullif(current_setting('test.step', true), ''), '0')::integer + 1;
    begin
      perform set_config('test.step', step::text, true);
      if step = (select held.step from held) then perform pg_advisory_xact_lock(${lock}); end if;
      return null;
    end $$;
    create function hold_commit() returns trigger language plpgsql as $$
    begin
      if (select held.step from held) = -1 then perform pg_advisory_xact_lock(${lock}); end if;
      return null;
    end $$;
    create constraint trigger hold_commit after insert on launch deferrable initially deferred
      for each row execute function hold_commit()`);
  for (const table of tables) {
    const event = 'before insert or update or delete';
    await client.query(`create trigger hold ${event} on ${table} for each statement execute function hold()`);
  }
  const waiting = async () => {
    const { rows } = await client.query(
      "select pid from pg_locks where locktype = 'advisory' and objid = $1 and not granted",
      [lock],
    );
    return rows.map(({ pid }) => Number(pid));
  };
  return {
    async at(step) {
      await client.query('select pg_advisory_lock($1)', [lock]);
      await client.query('update held set step = $1', [step]);
    },
    async reached(done) {
      let over = false;
      void done.finally(() => {
        over = true;
      });
      return until(async () => (await waiting()).length > 0 || over).then(() => !over);
    },
    async release() {
      const pids = await waiting();
      await client.query('update held set step = 0');
      await client.query('select pg_advisory_unlock($1)', [lock]);
      const left = 'select from pg_stat_activity where pid = any($1)';
      await until(async () => (await client.query(left, [pids])).rowCount === 0);
    },
  };
}

/** Resolves once a condition holds. Errors: an Error when it does not within half a minute. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + deadlineMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error('what was waited for did not come');
  }
}
