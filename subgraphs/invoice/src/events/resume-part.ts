import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { log, type Part, withCallContext } from '@fiscal/kit';
import type { ResumeStanding } from '../use-cases/resume-standing.ts';

const everyMs = 15_000;

/** Looks every 15 s for invoices that stand still, on every replica; each is given to one of them. */
export function resumePart(resumeStanding: ResumeStanding): Part {
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();
  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      // Replicas that were started together do not look together.
      await delay(everyMs * (0.5 + Math.random()), undefined, { signal: stopping.signal }).catch(() => undefined);
      if (!stopping.signal.aborted) await resume(resumeStanding);
    }
  }
  return {
    name: 'resume standing invoices',
    async start() {
      running = loop();
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

async function resume(resumeStanding: ResumeStanding): Promise<void> {
  await withCallContext({ correlationId: randomUUID() }, async () => {
    try {
      for (const err of await resumeStanding()) log.warn({ err }, 'an invoice that stands still could not be resumed');
    } catch (err) {
      log.warn({ err }, 'invoices that stand still could not be looked for');
    }
  });
}
