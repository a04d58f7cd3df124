import { setTimeout as delay } from 'node:timers/promises';
import { type Db, log, type Part } from '@fiscal/kit';
import pg from 'pg';
import { type GraphRef, parseRef, printRef } from '../domain/ref.ts';

/**
 * What changed, in whichever process: what is served for a variant, or who may do what. `everything` comes when
 * changes may have been missed, for the connection was lost.
 */
export type Change = { readonly of: 'variant'; readonly ref: GraphRef } | { readonly of: 'keys' | 'everything' };

/** Tells of changes. What keeps something in memory lets go of it by them. */
export type Changes = {
  /** Has the listener called for every change from now on. It must not throw. */
  listen(listener: (change: Change) => void): void;
  /** Whether changes are heard of as they happen; while they are not, what is kept may be out of date. */
  connected(): boolean;
};

const channel = 'registry';
const keys = 'keys';
const connectMs = 5_000;
const heartbeatMs = 10_000;
const answerMs = 5_000;
const pauseMs = 500;

/** Tells every process that a variant changed, once the transaction is done. */
export async function tellVariantChanged(db: Db, ref: GraphRef): Promise<void> {
  await db.query('select pg_notify($1, $2)', [channel, printRef(ref)]);
}

/** Tells every process that keys changed, once the transaction is done. */
export async function tellKeysChanged(db: Db): Promise<void> {
  await db.query('select pg_notify($1, $2)', [channel, keys]);
}

/** Listens to changes on a connection of its own, which is made again whenever it is lost. */
export function createChanges(url: string): Changes & Part {
  const listeners: ((change: Change) => void)[] = [];
  const stopping = new AbortController();
  let connected = false;
  let running: Promise<void> = Promise.resolve();
  const tell = (change: Change) => {
    for (const listener of listeners) listener(change);
  };
  const keepListening = async () => {
    while (!stopping.signal.aborted) {
      await listenOnce(url, stopping.signal, tell, () => {
        connected = true;
        tell({ of: 'everything' });
      });
      connected = false;
      tell({ of: 'everything' });
      await delay(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  return {
    name: 'changes',
    listen: (listener) => void listeners.push(listener),
    connected: () => connected,
    async start() {
      running = keepListening();
    },
    async stop() {
      stopping.abort();
      await running;
    },
    async ready() {
      if (!connected) throw new Error('changes are not heard of');
    },
  };
}

/** Listens until the connection is lost or the signal is given. */
async function listenOnce(
  url: string,
  signal: AbortSignal,
  tell: (change: Change) => void,
  onConnected: () => void,
): Promise<void> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'schema-registry changes',
    connectionTimeoutMillis: connectMs,
    query_timeout: answerMs,
    keepAlive: true,
  });
  const lost = new AbortController();
  client.on('error', () => lost.abort());
  client.on('end', () => lost.abort());
  client.on('notification', ({ payload = '' }) => tell(readChange(payload)));
  try {
    await client.connect();
    await client.query(`listen ${channel}`);
    onConnected();
    await beat(client, AbortSignal.any([signal, lost.signal]));
  } catch (error) {
    log.warn({ err: error }, 'the connection that tells of changes was lost');
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Asks the server now and then: of a connection whose other end is gone nothing else would tell. */
async function beat(client: pg.Client, signal: AbortSignal): Promise<void> {
  for (;;) {
    await delay(heartbeatMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    await client.query('select 1');
  }
}

function readChange(payload: string): Change {
  if (payload === keys) return { of: 'keys' };
  const ref = parseRef(payload);
  return ref ? { of: 'variant', ref } : { of: 'everything' };
}
