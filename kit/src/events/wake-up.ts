import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { log } from '../log.ts';
import { createBell } from './bell.ts';

/** The first number of the outbox's advisory locks, apart from those of other users; the migration names it too. */
export const lockClass = 45_253;
const sleeper = -1;
const channel = 'outbox';
const reconnectMs = 1_000;
// Writers that have not announced are about to commit.
const writersMs = 20;

/** A relay's sleep, which writers may end. */
export type WakeUp = {
  /**
   * Sleeps until a writer announces an event, `timeoutMs` at most. Writers announce only while a relay holds the
   * sleeper's lock, which none gets before those have committed that did not announce; so `empty` is asked once more
   * then. Announcements only shorten waiting: they are never the one way to learn of work.
   */
  sleep(timeoutMs: number, empty: () => Promise<boolean>): Promise<void>;
  stop(): Promise<void>;
};

/** Listens over a connection of its own, with the pool's settings, and connects again when it is lost. */
export function createWakeUp(options: pg.PoolConfig): WakeUp {
  const stopped = new AbortController();
  const { signal } = stopped;
  const bell = createBell();
  let listener: pg.Client | undefined;

  async function listen(): Promise<void> {
    const client = new pg.Client(options);
    const ended = untilEnded(client, signal);
    client.on('notification', bell.ring);
    try {
      await client.connect();
      await client.query(`listen ${channel}`);
      listener = client;
      bell.ring();
      await ended;
    } finally {
      listener = undefined;
      await client.end().catch(() => undefined);
    }
  }

  async function listenAgain(): Promise<void> {
    while (!signal.aborted) {
      await listen().catch((error: unknown) => log.debug({ err: error }, 'the listening connection was lost'));
      await delay(reconnectMs, undefined, { signal }).catch(() => undefined);
    }
  }

  const listening = listenAgain();
  return {
    async sleep(timeoutMs, empty) {
      const client = listener;
      const place = client ? await takePlace(client) : 'unheard';
      if (place !== 'first') return bell.wait(place === 'writers' ? writersMs : timeoutMs, signal);
      try {
        if (await empty()) await bell.wait(timeoutMs, signal);
      } finally {
        await client?.query('select pg_advisory_unlock($1, $2)', [lockClass, sleeper]).catch(() => undefined);
      }
    },
    async stop() {
      stopped.abort();
      await listening;
    },
  };
}

/** Resolves when the signal is aborted, rejects when the connection is lost. */
function untilEnded(client: pg.Client, signal: AbortSignal): Promise<void> {
  const ended = new Promise<void>((resolve, reject) => {
    const stop = () => resolve();
    signal.addEventListener('abort', stop);
    const lost = (error: Error) => {
      signal.removeEventListener('abort', stop);
      reject(error);
    };
    client.on('error', lost);
    client.on('end', () => lost(new Error('the server ended the connection')));
  });
  // It is awaited once connected; an error before that is the connect's to report.
  ended.catch(() => undefined);
  return ended;
}

/** `first`: we hold the lock. `second`: another relay does, and announcements reach us too. `writers`: some are committing. */
type Place = 'first' | 'second' | 'writers' | 'unheard';

async function takePlace(client: pg.Client): Promise<Place> {
  try {
    const lock = await client.query<{ held: boolean }>('select pg_try_advisory_lock($1, $2) as held', [
      lockClass,
      sleeper,
    ]);
    if (lock.rows[0]?.held) return 'first';
    const other = await client.query(
      `select from pg_locks where locktype = 'advisory' and classid = $1::int and objid = $2::int::oid and objsubid = 2
       and database = (select oid from pg_database where datname = current_database())
       and mode = 'ExclusiveLock' and granted`,
      [lockClass, sleeper],
    );
    return other.rows.length > 0 ? 'second' : 'writers';
  } catch (error) {
    log.debug({ err: error }, 'the listening connection was lost');
    return 'unheard';
  }
}
