import { setTimeout as delay } from 'node:timers/promises';
import { context } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import type pg from 'pg';
import { log } from '../log.ts';
import type { Part } from '../run.ts';
import { removeOldClaims } from './inbox.ts';
import type { Kafka } from './kafka.ts';
import { createProducer } from './producer.ts';
import { relayPass } from './relay-pass.ts';
import { createWakeUp } from './wake-up.ts';

const pollMs = 1_000;
// Another relay is sending what is left: soon it is done, or it has died and its buckets are free.
const contendedMs = 50;
const maxBackoffMs = 2_000;
const cleaningMs = 3_600_000;

/**
 * Moves events from the outbox of each database to Kafka, in order per subject, however many replicas do the same.
 * While Kafka or Postgres is away events wait in their tables and the relay tries again every two seconds at most; it is
 * therefore ready at once. Also removes inbox claims older than 30 days, once an hour.
 */
export function relayPart(options: { kafka: Kafka; pools: readonly pg.Pool[] }): Part {
  const stopping = new AbortController();
  const producer = createProducer(options.kafka);
  let loops: Promise<unknown> = Promise.resolve();
  return {
    name: 'outbox relay',
    async start() {
      // The wire carries the trace of the change itself; instrumentation would put the relay's own in its place.
      const untraced = suppressTracing(context.active());
      const begin = (pool: pg.Pool) =>
        Promise.all([relayLoop(pool, producer.send, stopping.signal), cleanLoop(pool, stopping.signal)]);
      loops = context.with(untraced, () => Promise.all(options.pools.map(begin)));
    },
    async stop() {
      stopping.abort();
      await loops;
      await producer.disconnect();
    },
  };
}

type Send = ReturnType<typeof createProducer>['send'];

async function relayLoop(pool: pg.Pool, send: Send, signal: AbortSignal): Promise<void> {
  const wakeUp = createWakeUp(pool.options);
  const isEmpty = async () => {
    const { moved, contended } = await relayPass(pool, send);
    return moved === 0 && !contended;
  };
  signal.addEventListener('abort', () => void wakeUp.stop(), { once: true });
  let failures = 0;
  while (!signal.aborted) {
    try {
      const { moved, contended } = await relayPass(pool, send);
      if (failures > 0) log.info({ failures }, 'the outbox relay has recovered');
      failures = 0;
      if (contended) await pause(contendedMs, signal);
      else if (moved === 0) await wakeUp.sleep(pollMs, isEmpty);
    } catch (error) {
      failures += 1;
      log.warn({ err: error, failures }, 'relaying failed and will be tried again');
      await pause(Math.min(100 * 2 ** failures, maxBackoffMs), signal);
    }
  }
  await wakeUp.stop();
}

async function cleanLoop(pool: pg.Pool, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    // Replicas that were started together do not clean together.
    await pause(cleaningMs * (0.5 + Math.random()), signal);
    try {
      while (!signal.aborted && (await removeOldClaims(pool)) > 0);
    } catch (error) {
      log.warn({ err: error }, 'removing old inbox claims failed and will be tried in an hour');
    }
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}
