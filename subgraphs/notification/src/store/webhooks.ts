import type { Db } from '@fiscal/kit';
import type { NotificationKind } from '../domain/notification.ts';
import type { Webhook } from '../domain/webhook.ts';

type Row = {
  id: string;
  organization_id: string;
  url: string;
  kinds: NotificationKind[];
  created_at: Date;
  failed_deliveries: number;
};

const columns = 'id, organization_id, url, kinds, created_at, failed_deliveries';

/** Stores the webhook unless the organisation has `most` already; gives whether it did. */
export async function addWebhook(db: Db, webhook: Webhook, secret: string, most: number): Promise<boolean> {
  // Two at once must not both find room for the last one.
  await db.query("select pg_advisory_xact_lock(hashtextextended('webhook' || $1, 0))", [webhook.organizationId]);
  const { rowCount } = await db.query(
    `insert into webhook (id, organization_id, url, kinds, created_at, secret)
     select $1, $2, $3, $4, $5, $6 where (select count(*) from webhook where organization_id = $2) < $7`,
    [webhook.id, webhook.organizationId, webhook.url, webhook.kinds, webhook.createdAt, secret, most],
  );
  return rowCount === 1;
}

/** The webhooks of an organisation, oldest first, without their secrets. */
export async function webhooksOf(db: Db, organizationId: string): Promise<readonly Webhook[]> {
  const { rows } = await db.query<Row>(
    `select ${columns} from webhook where organization_id = $1 order by created_at, id`,
    [organizationId],
  );
  return rows.map(toWebhook);
}

/** Where to send to, and the secret to sign with. */
export async function webhookTarget(
  db: Db,
  organizationId: string,
  id: string,
): Promise<{ readonly url: string; readonly secret: string } | undefined> {
  const { rows } = await db.query<{ url: string; secret: string }>(
    'select url, secret from webhook where organization_id = $1 and id = $2',
    [organizationId, id],
  );
  return rows[0];
}

/** Counts a delivery that was given up. */
export async function countFailedDelivery(db: Db, organizationId: string, id: string): Promise<void> {
  await db.query(
    'update webhook set failed_deliveries = failed_deliveries + 1 where organization_id = $1 and id = $2',
    [organizationId, id],
  );
}

/** Removes a webhook; gives whether the organisation had it. */
export async function removeWebhook(db: Db, organizationId: string, id: string): Promise<boolean> {
  // No webhook has such an id, and PostgreSQL refuses the character.
  if (id.includes('\0')) return false;
  const { rowCount } = await db.query('delete from webhook where organization_id = $1 and id::text = $2', [
    organizationId,
    id,
  ]);
  return rowCount === 1;
}

function toWebhook(row: Row): Webhook {
  return {
    id: row.id,
    organizationId: row.organization_id,
    url: row.url,
    kinds: row.kinds,
    createdAt: row.created_at,
    failedDeliveries: row.failed_deliveries,
  };
}
