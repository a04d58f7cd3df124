import { everyTenant, log, type Part, type Transaction } from '@fiscal/kit';
import { removeEnded, removeOld } from '../store/index.ts';
import type { Sender } from './sender.ts';

const idleMs = 500;
const cleanEveryMs = 60_000;
const dayMs = 24 * 60 * 60 * 1000;
const keepEndedMs = 7 * dayMs;
const keepNotificationsMs = 180 * dayMs;

/**
 * Sends deliveries as they come due. Forgets those that ended a week ago, and notifications after 180 days. An error is
 * logged and tried again.
 */
export function senderPart(sender: Sender, transact: Transaction, now: () => Date): Part {
  let timer: NodeJS.Timeout | undefined;
  let round = Promise.resolve();
  let stopped = false;
  let cleanedAt = 0;
  async function work(): Promise<void> {
    let begun = 0;
    try {
      begun = await sender.begin();
      if (now().getTime() - cleanedAt > cleanEveryMs) {
        const isMore = await clean();
        // A full batch is followed by the next one in the next round, so that cleaning keeps up with any load.
        if (!isMore) cleanedAt = now().getTime();
      }
    } catch (error) {
      log.warn({ err: error }, 'deliveries wait');
    }
    if (!stopped) timer = setTimeout(begin, begun > 0 ? 0 : idleMs);
  }
  function clean(): Promise<boolean> {
    const before = (keptMs: number) => new Date(now().getTime() - keptMs);
    return transact(everyTenant, async (db) => {
      const more = [await removeEnded(db, before(keepEndedMs)), await removeOld(db, before(keepNotificationsMs))];
      return more.includes(true);
    });
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
      await sender.idle();
    },
  };
}
