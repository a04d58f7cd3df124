import { everyTenant, log, type Transaction } from '@fiscal/kit';
import { type CallWebhook, nextAttempt } from '@fiscal/kit/webhooks';
import { leaseNotices, type Outcome, type PendingNotice, settleNotice } from '../store/index.ts';

const mostAtOnce = 20;
/** A receiver that hangs keeps this many places busy and no more. */
const mostAtOnceEach = 2;
const leaseMs = 60_000;
const longestError = 200;

/** Sends notices that are due. */
export type SendNotices = {
  /** Begins what there is room for; gives whether there may be more for which there is room. */
  begin(): Promise<boolean>;
  /** Resolves when everything begun has ended. */
  idle(): Promise<void>;
};

/** Makes what sends notices, side by side: a receiver that is slow holds up no other. */
export function createSendNotices(transact: Transaction, callWebhook: CallWebhook, now: () => Date): SendNotices {
  const underWay = new Map<Promise<void>, string>();
  const attempt = async ({ id, url, secret, message, attempts }: PendingNotice): Promise<Outcome> => {
    try {
      await callWebhook(id, { url, secret }, message);
      return { state: 'done' };
    } catch (cause) {
      const error = (cause instanceof Error ? cause.message : String(cause)).slice(0, longestError);
      const dueAt = nextAttempt(attempts, now(), Math.random());
      return dueAt ? { state: 'pending', dueAt, error } : { state: 'failed', error };
    }
  };
  const send = async (notice: PendingNotice) => {
    const outcome = await attempt(notice);
    // What could not be noted stays leased and is sent again.
    await transact(everyTenant, (db) => settleNotice(db, notice, outcome, now())).catch((error: unknown) =>
      log.warn({ err: error, noticeId: notice.id }, 'a notice was not noted'),
    );
  };
  const start = (notice: PendingNotice) => {
    const sending: Promise<void> = send(notice).finally(() => underWay.delete(sending));
    underWay.set(sending, notice.webhookId);
  };
  return {
    async begin() {
      const room = mostAtOnce - underWay.size;
      if (room === 0) return false;
      const until = new Date(now().getTime() + leaseMs);
      const lease = { now: now(), until, most: room, mostEach: mostAtOnceEach, except: busy(underWay.values()) };
      const due = await transact(everyTenant, (db) => leaseNotices(db, lease));
      due.forEach(start);
      return due.length === room;
    },
    async idle() {
      await Promise.all(underWay.keys());
    },
  };
}

/** The webhooks that have as many calls under way as one may. */
function busy(webhookIds: Iterable<string>): string[] {
  const counts = Map.groupBy(webhookIds, (id) => id);
  return [...counts].filter(([, each]) => each.length >= mostAtOnceEach).map(([id]) => id);
}
