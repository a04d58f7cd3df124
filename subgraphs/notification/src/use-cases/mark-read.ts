import { type Identity, requireUser, type Transaction } from '@fiscal/kit';
import { readIds } from '../domain/notification.ts';
import { markRead } from '../store/index.ts';

export type MarkRead = (identity: Identity, ids: readonly string[]) => Promise<number>;

/** Marks the caller's notifications as read; gives the number that was still unread. */
export function createMarkRead(transact: Transaction, now: () => Date): MarkRead {
  return (identity, ids) => {
    const { tenantId, userId } = requireUser(identity);
    const known = readIds(ids);
    return transact(tenantId, (db) => markRead(db, tenantId, userId, known, now()));
  };
}
