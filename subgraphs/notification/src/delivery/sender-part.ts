import { everyTenant, log, type Part, type Transaction } from '@fiscal/kit';
import { removeEnded } from '../store/index.ts';
import type { SendDue } from './send-due.ts';

const idleMs = 500;
const cleanEveryMs = 60_000;
const keepEndedMs = 7 * 24 * 60 * 60 * 1000;

/** Sends deliveries as they come due, and forgets those that ended a week ago. An error is logged and tried again. */
export function senderPart(sendDue: SendDue, transact: Transaction, now: () => Date): Part {
  let timer: NodeJS.Timeout | undefined;
  let round = Promise.resolve();
  let stopped = false;
  let cleanedAt = 0;
  async function work(): Promise<void> {
    let sent = 0;
    try {
      sent = await sendDue();
      if (now().getTime() - cleanedAt > cleanEveryMs) {
        const before = new Date(now().getTime() - keepEndedMs);
        const isMore = await transact(everyTenant, (db) => removeEnded(db, before));
        // A full batch is followed by the next one in the next round, so that cleaning keeps up with any load.
        if (!isMore) cleanedAt = now().getTime();
      }
    } catch (error) {
      log.warn({ err: error }, 'deliveries wait');
    }
    if (!stopped) timer = setTimeout(begin, sent > 0 ? 0 : idleMs);
  }
  function begin(): void {
    round = work();
  }
  return {
    name: 'deliveries',
    async start() {
      begin();
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await round;
    },
  };
}
