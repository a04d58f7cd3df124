import type { Db } from '@fiscal/kit';
import type { Invoice, InvoiceStatus } from '../domain/invoice.ts';
import { bucketOf, bucketOfId } from '../domain/invoice-id.ts';
import type { Finding } from '../domain/validation/finding.ts';
import { type InvoiceRow, toInvoice } from './rows.ts';
import type { Shards } from './shards.ts';

/** One line of an invoice's timeline. */
export type Transition = {
  readonly invoiceId: string;
  readonly from: InvoiceStatus | null;
  readonly to: InvoiceStatus;
  readonly version: number;
  readonly at: Date;
  readonly actor: string;
};

export type InvoiceFinding = Finding & { readonly invoiceId: string };

/** What the doors ask for by key; each asks every shard that has a say at most once. Ids must have an id's form. */
export type Reads = {
  byIds(tenantId: string, ids: readonly string[]): Promise<readonly Invoice[]>;
  /** The organisation's documents of that UUID, those that are kept before rejected ones; one shard when the issuer is named. */
  byUuid(tenantId: string, uuid: string, issuerRfc: string | null): Promise<Invoice | undefined>;
  /** Oldest first for each invoice. */
  transitions(tenantId: string, ids: readonly string[]): Promise<readonly Transition[]>;
  findings(tenantId: string, ids: readonly string[]): Promise<readonly InvoiceFinding[]>;
};

/** Reads over all shards. */
export function createReads(shards: Shards): Reads {
  async function ofEach<T>(
    tenantId: string,
    ids: readonly string[],
    read: (db: Db, ids: readonly string[]) => Promise<readonly T[]>,
  ) {
    const groups = shards.group(ids, bucketOfId);
    return (await Promise.all(groups.map(([shard, some]) => shard(tenantId, (db) => read(db, some))))).flat();
  }
  return {
    byIds: (tenantId, ids) => ofEach(tenantId, ids, (db, some) => selectByIds(db, tenantId, some)),
    transitions: (tenantId, ids) => ofEach(tenantId, ids, (db, some) => selectTransitions(db, tenantId, some)),
    findings: (tenantId, ids) => ofEach(tenantId, ids, (db, some) => selectFindings(db, tenantId, some)),
    async byUuid(tenantId, uuid, issuerRfc) {
      const asked = issuerRfc === null ? shards.all : [shards.of(bucketOf(issuerRfc))];
      const found = await Promise.all(
        asked.map((shard) => shard(tenantId, (db) => selectByUuid(db, tenantId, uuid, issuerRfc))),
      );
      return found.flat().sort((a, b) => Number(isDropped(a)) - Number(isDropped(b)))[0];
    },
  };
}

function isDropped({ status }: Invoice): boolean {
  return status === 'REJECTED' || status === 'FAILED';
}

async function selectByIds(db: Db, tenantId: string, ids: readonly string[]): Promise<readonly Invoice[]> {
  const sql = 'select * from invoice where tenant_id = $1 and id = any ($2::text[])';
  return (await db.query<InvoiceRow>(sql, [tenantId, ids])).rows.map(toInvoice);
}

async function selectByUuid(db: Db, tenantId: string, uuid: string, issuerRfc: string | null) {
  const sql = `select * from invoice
    where tenant_id = $1 and uuid is not null and upper(uuid) = upper($2) and ($3::text is null or issuer_rfc = $3)
    order by status in ('REJECTED', 'FAILED'), created_at desc limit 1`;
  return (await db.query<InvoiceRow>(sql, [tenantId, uuid, issuerRfc])).rows.map(toInvoice);
}

async function selectTransitions(db: Db, tenantId: string, ids: readonly string[]): Promise<readonly Transition[]> {
  const sql = `select invoice_id as "invoiceId", from_status as "from", to_status as "to", version, at, actor
    from invoice_transition where tenant_id = $1 and invoice_id = any ($2::text[]) order by invoice_id, version`;
  return (await db.query<Transition>(sql, [tenantId, ids])).rows;
}

async function selectFindings(db: Db, tenantId: string, ids: readonly string[]): Promise<readonly InvoiceFinding[]> {
  const sql = `select invoice_id as "invoiceId", code, message, path from invoice_finding
    where tenant_id = $1 and invoice_id = any ($2::text[]) order by invoice_id, position`;
  return (await db.query<InvoiceFinding>(sql, [tenantId, ids])).rows;
}
