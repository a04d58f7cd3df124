import type { Db } from '@fiscal/kit';
import type { Notification, NotificationKind } from '../domain/notification.ts';

/** Newest first, from behind `after` (an id) on. */
export type NotificationPage = { readonly first: number; readonly after: string | null; readonly unreadOnly: boolean };

type Row = {
  id: string;
  organization_id: string;
  user_id: string;
  kind: NotificationKind;
  title: string;
  body: string;
  invoice_id: string | null;
  created_at: Date;
  read_at: Date | null;
};

const columns = 'id, organization_id, user_id, kind, title, body, invoice_id, created_at, read_at';

/** Stores notifications that one event made. A user who has one of that event keeps it: gives those that are new. */
export async function addNotifications(
  db: Db,
  eventId: string,
  notifications: readonly Notification[],
): Promise<readonly Notification[]> {
  const { rows } = await db.query<Row>(
    `insert into notification (event_id, ${columns})
     select $1, n.id, n.organization_id, n.user_id, n.kind, n.title, n.body, n.invoice_id, n.created_at, n.read_at
     from jsonb_populate_recordset(null::notification, $2::jsonb) n
     on conflict (user_id, event_id) do nothing returning ${columns}`,
    [eventId, JSON.stringify(notifications.map(toRow))],
  );
  return rows.map(toNotification);
}

/** A page of a user's notifications, newest first. */
export async function notificationsOfUser(
  db: Db,
  organizationId: string,
  userId: string,
  { first, after, unreadOnly }: NotificationPage,
): Promise<readonly Notification[]> {
  const { rows } = await db.query<Row>(
    `select ${columns} from notification
     where organization_id = $1 and user_id = $2 and ($3::uuid is null or id < $3) ${unreadOnly ? 'and read_at is null' : ''}
     order by id desc limit $4`,
    [organizationId, userId, after, first],
  );
  return rows.map(toNotification);
}

/** Those of a user's notifications that have one of the ids, in no order. */
export async function notificationsByIds(
  db: Db,
  organizationId: string,
  userId: string,
  ids: readonly string[],
): Promise<readonly Notification[]> {
  const { rows } = await db.query<Row>(
    `select ${columns} from notification where organization_id = $1 and user_id = $2 and id = any($3::uuid[])`,
    [organizationId, userId, ids],
  );
  return rows.map(toNotification);
}

/** A user's notifications about several documents, newest first, at most `most` a document. */
export async function notificationsOfInvoices(
  db: Db,
  organizationId: string,
  userId: string,
  invoiceIds: readonly string[],
  most: number,
): Promise<readonly Notification[]> {
  const { rows } = await db.query<Row>(
    `select n.* from unnest($3::text[]) invoice (id) cross join lateral (
       select ${columns} from notification
       where organization_id = $1 and invoice_id = invoice.id and user_id = $2 order by id desc limit $4) n`,
    [organizationId, userId, invoiceIds, most],
  );
  return rows.map(toNotification);
}

/** How many notifications a user has not read. */
export async function unreadCount(db: Db, organizationId: string, userId: string): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    'select count(*)::int as count from notification where organization_id = $1 and user_id = $2 and read_at is null',
    [organizationId, userId],
  );
  return rows[0]?.count ?? 0;
}

/** Gives the number that was still unread. */
export async function markRead(
  db: Db,
  organizationId: string,
  userId: string,
  ids: readonly string[],
  now: Date,
): Promise<number> {
  const { rowCount } = await db.query(
    `update notification set read_at = $4
     where organization_id = $1 and user_id = $2 and id = any($3::uuid[]) and read_at is null`,
    [organizationId, userId, ids, now],
  );
  return rowCount ?? 0;
}

const removedAtOnce = 1_000;

/** Removes a batch of the notifications made before the given time; gives whether there may be more. */
export async function removeOld(db: Db, before: Date): Promise<boolean> {
  const { rowCount } = await db.query(
    `delete from notification where id in (
       select id from notification where created_at < $1 order by created_at limit $2 for update skip locked)`,
    [before, removedAtOnce],
  );
  return rowCount === removedAtOnce;
}

function toRow(notification: Notification): Row {
  return {
    id: notification.id,
    organization_id: notification.organizationId,
    user_id: notification.userId,
    kind: notification.kind,
    title: notification.title,
    body: notification.body,
    invoice_id: notification.invoiceId,
    created_at: notification.createdAt,
    read_at: notification.readAt,
  };
}

function toNotification(row: Row): Notification {
  return {
    id: row.id,
    organizationId: row.organization_id,
    userId: row.user_id,
    kind: row.kind,
    title: row.title,
    body: row.body,
    invoiceId: row.invoice_id,
    createdAt: row.created_at,
    readAt: row.read_at,
  };
}
