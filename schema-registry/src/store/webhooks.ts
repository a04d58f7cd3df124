import type { Db } from '@fiscal/kit';
import type { Webhook } from '../domain/notices/webhook.ts';

type Row = {
  id: string;
  graph_id: string;
  variant: string | null;
  url: string;
  format: Webhook['format'];
  kinds: Webhook['kinds'];
  created_at: Date;
  created_by: string;
  last_delivered_at: Date | null;
  last_error: string | null;
};

const columns = 'id, graph_id, variant, url, format, kinds, created_at, created_by, last_delivered_at, last_error';

/** Keeps a webhook unless its graph has `most` already; gives whether it did. */
export async function addWebhook(db: Db, webhook: Webhook, secret: string, most: number): Promise<boolean> {
  // Two at once must not both find room for the last one.
  await db.query("select pg_advisory_xact_lock(hashtextextended('webhook ' || $1, 0))", [webhook.graphId]);
  const { rowCount } = await db.query(
    `insert into webhook (id, graph_id, variant, url, format, kinds, secret, created_at, created_by)
     select $1::uuid, $2::text, $3::text, $4::text, $5::text, $6::text[], $7::text, $8::timestamptz, $9::text
     where (select count(*) from webhook where graph_id = $2) < $10`,
    [
      webhook.id,
      webhook.graphId,
      webhook.variant,
      webhook.url,
      webhook.format,
      webhook.kinds,
      secret,
      webhook.createdAt,
      webhook.createdBy,
      most,
    ],
  );
  return rowCount === 1;
}

/** The webhooks of a graph, oldest first. */
export async function webhooksOf(db: Db, graphId: string): Promise<readonly Webhook[]> {
  const { rows } = await db.query<Row>(`select ${columns} from webhook where graph_id = $1 order by created_at, id`, [
    graphId,
  ]);
  return rows.map(toWebhook);
}

/** Removes a webhook and what it was still to be told; gives whether the graph had it. */
export async function removeWebhook(db: Db, graphId: string, id: string): Promise<boolean> {
  const { rowCount } = await db.query('delete from webhook where graph_id = $1 and id::text = $2', [graphId, id]);
  return rowCount === 1;
}

function toWebhook(row: Row): Webhook {
  const {
    graph_id: graphId,
    created_at: createdAt,
    created_by: createdBy,
    last_delivered_at,
    last_error,
    ...rest
  } = row;
  return { ...rest, graphId, createdAt, createdBy, lastDeliveredAt: last_delivered_at, lastError: last_error };
}
