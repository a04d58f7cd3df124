import { type ClaimStore, createClaimStore } from './claims.ts';
import { createInvoiceStore, type InvoiceStore } from './invoices.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import type { Shards } from './shards.ts';

export type Stores = { readonly invoices: InvoiceStore; readonly claims: ClaimStore; readonly outbox: Outbox };

/** Runs work in one transaction on the shard of that bucket, seeing only what is the tenant's. */
export type Transact = <R>(tenantId: string, bucket: number, work: (stores: Stores) => Promise<R>) => Promise<R>;

/** Gives each transaction the stores it works with. */
export function createTransact(shards: Shards): Transact {
  return (tenantId, bucket, work) =>
    shards.of(bucket)(tenantId, (db) =>
      work({ invoices: createInvoiceStore(db), claims: createClaimStore(db), outbox: createOutbox(db) }),
    );
}
