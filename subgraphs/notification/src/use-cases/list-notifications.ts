import { type Identity, Refusal, requireUser, type Transaction } from '@fiscal/kit';
import type { Notification } from '../domain/notification.ts';
import { notificationsOfUser, unreadCount } from '../store/index.ts';

export type NotificationsPage = {
  readonly nodes: readonly Notification[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
};
export type ListNotifications = (
  identity: Identity,
  page: { readonly first: number; readonly after?: string | null | undefined; readonly unreadOnly: boolean },
) => Promise<NotificationsPage>;
export type CountUnread = (identity: Identity) => Promise<number>;

const largestPage = 100;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The caller's notifications, newest first. Refuses a page size out of 1 to 100 and a forged cursor with INVALID_INPUT. */
export function createListNotifications(transact: Transaction): ListNotifications {
  return async (identity, { first, after, unreadOnly }) => {
    const { tenantId, userId } = requireUser(identity);
    if (first < 1 || first > largestPage) throw new Refusal('invalid', 'INVALID_INPUT', `first is 1 to ${largestPage}`);
    const behind = after ? readCursor(after) : null;
    const found = await transact(tenantId, (db) =>
      notificationsOfUser(db, tenantId, userId, { first: first + 1, after: behind, unreadOnly }),
    );
    const nodes = found.slice(0, first);
    const last = nodes.at(-1);
    return { nodes, pageInfo: { hasNextPage: found.length > first, endCursor: last ? writeCursor(last.id) : null } };
  };
}

/** How many of the caller's notifications are unread. */
export function createCountUnread(transact: Transaction): CountUnread {
  return (identity) => {
    const { tenantId, userId } = requireUser(identity);
    return transact(tenantId, (db) => unreadCount(db, tenantId, userId));
  };
}

function writeCursor(id: string): string {
  return Buffer.from(id).toString('base64url');
}

function readCursor(cursor: string): string {
  const id = Buffer.from(cursor, 'base64url').toString();
  if (!uuid.test(id)) throw new Refusal('invalid', 'INVALID_INPUT', 'after is no cursor of this list');
  return id;
}
