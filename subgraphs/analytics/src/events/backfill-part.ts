import { setTimeout as delay } from 'node:timers/promises';
import { log, type Part } from '@fiscal/kit';
import type { FactStore } from '../store/index.ts';
import type { Backfill } from '../use-cases/backfill.ts';

const firstPauseMs = 500;
const longestPauseMs = 30_000;

/**
 * Fills a new store from the invoices' owner once, aside from serving: events older than Kafka keeps are in nobody's
 * topic any more. While the owner is away it is tried again, ever more rarely; what was cut short begins anew at the
 * next start.
 */
export function backfillPart(facts: FactStore, backfill: Backfill): Part {
  const stopping = new AbortController();
  const { signal } = stopping;
  let done = Promise.resolve();
  async function fill(): Promise<void> {
    for (let pauseMs = firstPauseMs; !signal.aborted; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      try {
        const invoices = await backfill('', signal);
        await facts.markFilled();
        log.info({ invoices }, 'back-filled');
        return;
      } catch (error) {
        if (signal.aborted) return;
        log.warn({ err: error, pauseMs }, 'back-fill failed, will be tried again');
        await delay(pauseMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }
  return {
    name: 'back-fill',
    async start() {
      if (!(await facts.isFilled())) done = fill();
    },
    async stop() {
      stopping.abort();
      await done;
    },
  };
}
