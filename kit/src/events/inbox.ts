import type { Db } from '../postgres/index.ts';

/**
 * Claims an event for a consumer, in the transaction of the event's effect: true for the first delivery, false when its
 * effect is already stored. A claim of the same event under way elsewhere is waited for. Claims are kept for 30 days.
 */
export async function claimInbox(db: Db, consumer: string, eventId: string): Promise<boolean> {
  const { rowCount } = await db.query(
    'insert into inbox (consumer, event_id) values ($1, $2) on conflict (consumer, event_id) do nothing',
    [consumer, eventId],
  );
  return rowCount === 1;
}

const batchSize = 1_000;

/**
 * Removes one bounded batch of claims older than 30 days and returns how many there were. Nothing in Kafka is that old:
 * topics keep their messages for less, so a removed claim cannot be asked for again.
 */
export async function removeOldClaims(db: Db): Promise<number> {
  const { rowCount } = await db.query(
    `delete from inbox where ctid = any (array(
       select ctid from inbox where claimed_at < now() - interval '30 days' order by claimed_at limit $1))`,
    [batchSize],
  );
  return rowCount ?? 0;
}
