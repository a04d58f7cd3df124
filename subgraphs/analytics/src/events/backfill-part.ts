import { log, type Part } from '@fiscal/kit';
import type { FactStore } from '../store/index.ts';
import type { Backfill } from '../use-cases/backfill.ts';

const firstPauseMs = 500;
const longestPauseMs = 30_000;

/**
 * Fills an empty store from the invoices' owner once, aside from serving: events older than Kafka keeps are in nobody's
 * topic any more. While the owner is away it is tried again, ever more rarely.
 */
export function backfillPart(facts: FactStore, backfill: Backfill): Part {
  const stopped = new AbortController();
  let done = Promise.resolve();
  async function fill(pauseMs = firstPauseMs): Promise<void> {
    if (stopped.signal.aborted) return;
    try {
      log.info({ invoices: await backfill('') }, 'back-filled');
    } catch (error) {
      log.warn({ err: error, pauseMs }, 'back-fill failed, will be tried again');
      await pause(pauseMs, stopped.signal);
      await fill(Math.min(pauseMs * 2, longestPauseMs));
    }
  }
  return {
    name: 'back-fill',
    async start() {
      if (await facts.isEmpty()) done = fill();
    },
    async stop() {
      stopped.abort();
      await done;
    },
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
