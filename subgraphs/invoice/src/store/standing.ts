import { type Db, everyTenant } from '@fiscal/kit';
import type { Shards } from './shards.ts';

/** An invoice whose processing stands still. */
export type Standing = { readonly id: string; readonly tenantId: string; readonly createdAt: Date };

/** Takes some of the unfinished invoices that nothing has moved for a while; another replica will not be given the same. */
export type TakeStanding = (now: Date, limit: number) => Promise<readonly Standing[]>;

/**
 * Takes up to `limit` from each shard. Each is given out again after as long as it has existed, a minute at least and
 * an hour at most, so that what cannot be helped is tried less and less often.
 */
export function createTakeStanding(shards: Shards): TakeStanding {
  return async (now, limit) => {
    const taken = await Promise.all(shards.all.map((shard) => shard(everyTenant, (db) => take(db, now, limit))));
    return taken.flat();
  };
}

async function take(db: Db, now: Date, limit: number): Promise<readonly Standing[]> {
  const { rows } = await db.query<Standing>(
    `update invoice
     set resume_at = $1::timestamptz + greatest(interval '60 seconds', least(interval '1 hour', $1::timestamptz - created_at))
     where id = any (array(
       select id from invoice
       where status in ('PENDING', 'PROCESSING', 'VALIDATED') and resume_at <= $1
       order by resume_at limit $2 for update skip locked))
     returning id, tenant_id as "tenantId", created_at as "createdAt"`,
    [now, limit],
  );
  return rows;
}
