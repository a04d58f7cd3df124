import type { Db } from '@fiscal/kit';
import { messageOf } from '../domain/notices/message.ts';
import type { Notice } from '../domain/notices/notice.ts';
import { addNotices, webhooksOf } from '../store/index.ts';

/** Has a notice told to every webhook that asked for its kind, once the transaction is done; none is told to nobody. */
export type TellNotice = (db: Db, notice: Notice | undefined) => Promise<void>;

/** Makes what tells notices. */
export function createTellNotice(newId: () => string, publicUrl: () => string): TellNotice {
  return async (db, notice) => {
    if (!notice) return;
    const { graphId, variant, kind, at } = notice;
    const asked = (await webhooksOf(db, graphId)).filter(
      (webhook) => webhook.kinds.includes(kind) && (webhook.variant === null || webhook.variant === variant),
    );
    if (asked.length === 0) return;
    const notices = asked.map(({ id: webhookId, format }) => ({
      id: newId(),
      webhookId,
      message: messageOf(notice, format, publicUrl()),
    }));
    await addNotices(db, notices, at);
  };
}
