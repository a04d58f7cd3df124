import type { Db } from '@fiscal/kit';
import type { NoticeFormat } from '../domain/notices/message.ts';

/** A message on its way to a webhook. Its id is the same for every attempt, so that a receiver can tell a repeat. */
export type PendingNotice = {
  readonly id: string;
  readonly webhookId: string;
  readonly url: string;
  readonly secret: string;
  readonly format: NoticeFormat;
  readonly message: Readonly<Record<string, unknown>>;
  /** Attempts begun, this one included. */
  readonly attempts: number;
};

/** Stores messages as due now; in the transaction of what they tell of. */
export async function addNotices(
  db: Db,
  notices: readonly { readonly id: string; readonly webhookId: string; readonly message: unknown }[],
  now: Date,
): Promise<void> {
  await db.query(
    `insert into notice (id, webhook_id, message, created_at, due_at)
     select *, $4::timestamptz, $4::timestamptz from unnest($1::uuid[], $2::uuid[], $3::jsonb[])`,
    [
      notices.map(({ id }) => id),
      notices.map(({ webhookId }) => webhookId),
      notices.map(({ message }) => JSON.stringify(message)),
      now,
    ],
  );
}

/** What is leased how long. Webhooks in `except` get nothing this time, others `mostEach` at the most. */
export type NoticeLease = {
  readonly now: Date;
  readonly until: Date;
  readonly most: number;
  readonly mostEach: number;
  readonly except: readonly string[];
};

/** How far a lease looks for webhooks that are not busy. */
const lookAhead = 200;

/** Leases what is due until the given time, oldest first: a sender that dies meanwhile leaves it to be sent again. */
export async function leaseNotices(db: Db, lease: NoticeLease): Promise<readonly PendingNotice[]> {
  const { rows } = await db.query<Omit<PendingNotice, 'webhookId'> & { webhook_id: string }>(
    `with near as (
       select id, webhook_id, due_at from notice
       where state = 'pending' and due_at <= $1 and webhook_id <> all($5::uuid[]) order by due_at limit ${lookAhead}
     ), turn as (select id, row_number() over (partition by webhook_id order by due_at) as place from near
     ), due as (
       select notice.id from notice join turn using (id)
       where place <= $4 and state = 'pending' and due_at <= $1 order by due_at limit $3 for update of notice skip locked
     ), leased as (
       update notice set attempts = attempts + 1, due_at = $2 where id in (select id from due)
       returning id, webhook_id, message, attempts
     ) select leased.*, url, secret, format from leased join webhook on webhook.id = webhook_id`,
    [lease.now, lease.until, lease.most, lease.mostEach, lease.except],
  );
  return rows.map(({ webhook_id: webhookId, ...row }) => ({ ...row, webhookId }));
}

/** What became of an attempt: done, to be tried again at a time, or given up. */
export type Outcome =
  | { readonly state: 'done' }
  | { readonly state: 'pending'; readonly dueAt: Date; readonly error: string }
  | { readonly state: 'failed'; readonly error: string };

/** Notes what became of an attempt, unless its lease ran out and another attempt has begun. */
export async function settleNotice(db: Db, notice: PendingNotice, outcome: Outcome, now: Date): Promise<void> {
  await db.query('update notice set state = $2, due_at = coalesce($3, due_at) where id = $1 and attempts = $4', [
    notice.id,
    outcome.state,
    outcome.state === 'pending' ? outcome.dueAt : null,
    notice.attempts,
  ]);
  await db.query(
    `update webhook set last_error = $2::text,
       last_delivered_at = case when $2::text is null then $3::timestamptz else last_delivered_at end
     where id = $1`,
    [notice.webhookId, outcome.state === 'done' ? null : outcome.error, now],
  );
}

/** Removes a batch of what ended before a time; gives whether there may be more. */
export async function removeNotices(db: Db, before: Date, most: number): Promise<boolean> {
  const { rowCount } = await db.query(
    `delete from notice where id in (select id from notice where state <> 'pending' and created_at < $1 limit $2)`,
    [before, most],
  );
  return rowCount === most;
}
