import { everyTenant, log, type Transaction } from '@fiscal/kit';
import { type CallWebhook, nextAttempt } from '@fiscal/kit/webhooks';
import { leaseNotices, type Outcome, type PendingNotice, settleNotice } from '../store/index.ts';

const mostAtOnce = 20;
const leaseMs = 60_000;
const longestError = 200;

/** Makes what sends the notices that are due, side by side; gives whether there may be more. */
export function createSendNotices(
  transact: Transaction,
  callWebhook: CallWebhook,
  now: () => Date,
): () => Promise<boolean> {
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
  return async () => {
    const until = new Date(now().getTime() + leaseMs);
    const due = await transact(everyTenant, (db) => leaseNotices(db, now(), until, mostAtOnce));
    await Promise.all(due.map(send));
    return due.length === mostAtOnce;
  };
}
