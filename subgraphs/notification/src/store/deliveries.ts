import type { Db } from '@fiscal/kit';
import type { Delivery } from '../domain/delivery.ts';

type Row = {
  id: string;
  organization_id: string;
  channel: Delivery['channel'];
  recipient: string;
  message: Delivery['message'];
  attempts: number;
};

/** Stores deliveries as due now; in the transaction of what they tell of. */
export async function addDeliveries(db: Db, deliveries: readonly Delivery[], now: Date): Promise<void> {
  await db.query(
    `insert into delivery (id, organization_id, channel, recipient, message, due_at)
     select id, organization_id, channel, recipient, message, $2 from jsonb_populate_recordset(null::delivery, $1::jsonb)`,
    [
      JSON.stringify(deliveries.map(({ organizationId, ...rest }) => ({ ...rest, organization_id: organizationId }))),
      now,
    ],
  );
}

/** Who is leased how much. Recipients in `except` get nothing this time, others `mostEach` at the most. */
export type Lease = {
  readonly now: Date;
  readonly until: Date;
  readonly most: number;
  readonly mostEach: number;
  readonly except: readonly string[];
};

/** How far a lease looks for recipients that are not busy. */
const lookAhead = 200;

/** Leases what is due until the given time: a sender that dies before it settles them leaves them to be sent again. */
export async function leaseDue(db: Db, { now, until, most, mostEach, except }: Lease): Promise<readonly Delivery[]> {
  const { rows } = await db.query<Row>(
    `with near as (
       select id, recipient, due_at from delivery
       where state = 'pending' and due_at <= $1 and recipient <> all($5) order by due_at limit ${lookAhead}
     ), turn as (select id, row_number() over (partition by recipient order by due_at) as place from near)
     update delivery set attempts = attempts + 1, due_at = $2 where id in (
       select d.id from delivery d join turn using (id)
       where turn.place <= $4 and d.state = 'pending' and d.due_at <= $1 order by d.due_at limit $3
       for update of d skip locked)
     returning id, organization_id, channel, recipient, message, attempts`,
    [now, until, most, mostEach, except],
  );
  return rows.map(({ organization_id: organizationId, ...row }) => ({ ...row, organizationId }));
}

/** What became of an attempt: done, to be tried again at a time, or given up. */
export type Outcome =
  | { readonly state: 'done' }
  | { readonly state: 'pending'; readonly dueAt: Date; readonly error: string }
  | { readonly state: 'failed'; readonly error: string };

/** Notes what became of an attempt, unless its lease ran out and another attempt has begun. */
export async function settle(db: Db, delivery: Delivery, outcome: Outcome): Promise<void> {
  const dueAt = outcome.state === 'pending' ? outcome.dueAt : null;
  const error = outcome.state === 'done' ? null : outcome.error;
  await db.query(
    `update delivery set state = $3, due_at = coalesce($4, due_at), last_error = $5
     where id = $1 and organization_id = $2 and attempts = $6`,
    [delivery.id, delivery.organizationId, outcome.state, dueAt, error, delivery.attempts],
  );
}

const removedAtOnce = 1_000;

/** Removes a batch of what ended before the given time; gives whether there may be more. */
export async function removeEnded(db: Db, before: Date): Promise<boolean> {
  const { rowCount } = await db.query(
    `delete from delivery where id in (
       select id from delivery where state <> 'pending' and due_at < $1 order by due_at limit $2 for update skip locked)`,
    [before, removedAtOnce],
  );
  return rowCount === removedAtOnce;
}
