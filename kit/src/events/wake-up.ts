import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { log } from '../log.ts';

const reconnectMs = 1_000;

/** Something to wait for that may come early. */
export type WakeUp = {
  /** Resolves when something was announced since the last call, or after so many milliseconds. */
  wait(timeoutMs: number): Promise<void>;
  stop(): Promise<void>;
};

/**
 * Listens on a Postgres channel over a connection of its own and connects again when it is lost. An announcement made
 * meanwhile is missed: it is a hint that shortens waiting, and never the only way to learn of work.
 */
export function createWakeUp(options: pg.PoolConfig, channel: string): WakeUp {
  const stopped = new AbortController();
  const bell = createBell();
  const listening = listenAgain(options, channel, bell.ring, stopped.signal);
  return {
    wait: (timeoutMs) => bell.wait(timeoutMs, stopped.signal),
    async stop() {
      stopped.abort();
      await listening;
    },
  };
}

async function listenAgain(options: pg.PoolConfig, channel: string, ring: () => void, signal: AbortSignal) {
  while (!signal.aborted) {
    try {
      await listen(options, channel, ring, signal);
    } catch (error) {
      log.debug({ err: error, channel }, 'the listening connection was lost');
    }
    await delay(reconnectMs, undefined, { signal }).catch(() => undefined);
  }
}

/** Resolves when the signal is aborted, rejects when the connection is lost. */
async function listen(options: pg.PoolConfig, channel: string, ring: () => void, signal: AbortSignal): Promise<void> {
  const client = new pg.Client(options);
  const ended = new Promise<void>((resolve, reject) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
    client.on('error', reject);
    client.on('end', () => reject(new Error('the server ended the connection')));
  });
  // Awaited below; without this an error while connecting would count as unhandled.
  ended.catch(() => undefined);
  client.on('notification', ring);
  try {
    await client.connect();
    await client.query(`listen ${pg.escapeIdentifier(channel)}`);
    ring();
    await ended;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function createBell() {
  let rung = false;
  let wake: (() => void) | undefined;
  return {
    ring() {
      rung = true;
      wake?.();
    },
    async wait(timeoutMs: number, signal: AbortSignal): Promise<void> {
      if (!rung && !signal.aborted) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, timeoutMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
          signal.addEventListener('abort', wake, { once: true });
        });
      }
      if (wake) signal.removeEventListener('abort', wake);
      wake = undefined;
      rung = false;
    },
  };
}
