import type { Db, Transaction } from '@fiscal/kit';
import { everyTenant } from '@fiscal/kit';
import type { Invoice } from '../domain/invoice.ts';
import { type InvoiceRow, toInvoice } from './rows.ts';
import type { Shards } from './shards.ts';

/** All invoices of an organisation (or, with `everyTenant`, of all), changed at or after an instant when one is given. */
export type ReadChanges = (tenantId: string, since: Date | null) => AsyncIterable<Invoice>;

const pageSize = 500;

/**
 * Reads all that is stored, shard by shard in the order of last change, a page at a time, as fast as it is taken. No
 * transaction is open between pages; what changes meanwhile may come twice, and comes with its event in any case.
 */
export function createReadChanges(shards: Shards): ReadChanges {
  return async function* readChanges(tenantId, since) {
    for (const shard of shards.all) yield* changesOf(shard, tenantId, since);
  };
}

async function* changesOf(shard: Transaction, tenantId: string, since: Date | null): AsyncIterable<Invoice> {
  let after: Invoice | undefined;
  for (;;) {
    const page = await shard(tenantId, (db) => selectChanges(db, tenantId, since, after));
    yield* page;
    after = page.at(-1);
    if (page.length < pageSize) return;
  }
}

async function selectChanges(db: Db, tenantId: string, since: Date | null, after: Invoice | undefined) {
  const { rows } = await db.query<InvoiceRow>(
    `select * from invoice
     where ($1::text is null or tenant_id = $1)
       and ($2::timestamptz is null or updated_at >= $2)
       and ($3::timestamptz is null or (updated_at, id) > ($3, $4))
     order by updated_at, id limit ${pageSize}`,
    [tenantId === everyTenant ? null : tenantId, since, after?.updatedAt ?? null, after?.id ?? null],
  );
  return rows.map(toInvoice);
}
