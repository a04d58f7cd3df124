import type { Db } from '@fiscal/kit';
import type { Invoice, InvoiceStatus } from '../domain/invoice.ts';
import { bucketOf } from '../domain/invoice-id.ts';
import { type InvoiceRow, toInvoice } from './rows.ts';
import type { Shards } from './shards.ts';

/** A place in the list of invoices, newest first. */
export type Position = { readonly createdAt: Date; readonly id: string };

export type PageQuery = {
  /** How many, and then one more if there is one. */
  readonly first: number;
  readonly after: Position | null;
  readonly status: readonly InvoiceStatus[] | null;
  readonly issuerRfc: string | null;
  /** Days, YYYY-MM-DD, inclusive. */
  readonly issuedFrom: string | null;
  readonly issuedTo: string | null;
};

export type Page = { readonly invoices: readonly Invoice[]; readonly hasNextPage: boolean };
export type ReadPage = (tenantId: string, query: PageQuery) => Promise<Page>;

/**
 * Reads a page of the organisation's invoices, newest first, from all shards at once (or the issuer's alone). Every
 * shard gives at most one page, so the cost does not grow with what is stored.
 */
export function createReadPage(shards: Shards): ReadPage {
  return async (tenantId, query) => {
    const asked = query.issuerRfc === null ? shards.all : [shards.of(bucketOf(query.issuerRfc))];
    const pages = await Promise.all(asked.map((shard) => shard(tenantId, (db) => selectPage(db, tenantId, query))));
    const merged = pages.flat().sort(newestFirst);
    return { invoices: merged.slice(0, query.first), hasNextPage: merged.length > query.first };
  };
}

function newestFirst(a: Invoice, b: Invoice): number {
  return b.createdAt.getTime() - a.createdAt.getTime() || (a.id < b.id ? 1 : -1);
}

async function selectPage(db: Db, tenantId: string, query: PageQuery): Promise<readonly Invoice[]> {
  // The values are known when the statement is planned, so conditions on an absent filter cost nothing.
  const { rows } = await db.query<InvoiceRow>(
    `select * from invoice
     where tenant_id = $1
       and ($2::timestamptz is null or (created_at, id) < ($2, $3))
       and ($4::text[] is null or status = any ($4))
       and ($5::text is null or issuer_rfc = $5)
       and ($6::text is null or issued_at >= $6)
       and ($7::text is null or issued_at <= $7 || 'T23:59:59')
     order by created_at desc, id desc limit $8`,
    [
      ...[tenantId, query.after?.createdAt ?? null, query.after?.id ?? null, query.status],
      ...[query.issuerRfc, query.issuedFrom, query.issuedTo, query.first + 1],
    ],
  );
  return rows.map(toInvoice);
}
