import type { ClickHouseClient } from '@clickhouse/client';
import DataLoader from 'dataloader';
import type { InvoiceFact } from '../domain/invoice-fact.ts';
import { reach } from './failures.ts';

export type FactStore = {
  /** Stores one fact; resolves when it is kept. Facts that come together are written together. */
  add(fact: InvoiceFact): Promise<void>;
  addAll(facts: readonly InvoiceFact[]): Promise<void>;
  /** Whether all that there was before this store has been read into it. */
  isFilled(): Promise<boolean>;
  markFilled(): Promise<void>;
};

/** ClickHouse wants few large inserts: what comes within this time goes in one. */
const gatherMs = 10;
const largestInsert = 10_000;

/** The facts in ClickHouse. Storing one twice is the same as storing it once. Errors: Refusal SERVICE_UNAVAILABLE. */
export function createFactStore(client: ClickHouseClient): FactStore {
  const addAll = async (facts: readonly InvoiceFact[]): Promise<void> => {
    if (facts.length === 0) return;
    const values = facts.map(toRow);
    await reach(() => client.insert({ table: 'invoice_by_day', values, format: 'JSONEachRow' }));
  };
  const gather = new DataLoader<InvoiceFact, true>(
    async (facts) => {
      await addAll(facts);
      return facts.map(() => true);
    },
    { cache: false, maxBatchSize: largestInsert, batchScheduleFn: (insert) => setTimeout(insert, gatherMs) },
  );
  return {
    addAll,
    async add(fact) {
      await gather.load(fact);
    },
    async isFilled() {
      const answer = await client.query({ query: 'select 1 from backfill limit 1', format: 'JSONEachRow' });
      return (await answer.json()).length > 0;
    },
    async markFilled() {
      await client.command({ query: 'insert into backfill select now64(3)' });
    },
  };
}

function toRow(fact: InvoiceFact): Record<string, string | number> {
  return {
    organization_id: fact.organizationId,
    issued_on: fact.issuedOn,
    invoice_id: fact.invoiceId,
    version: fact.version,
    status: fact.status,
    document_type: fact.documentType,
    issuer_rfc: fact.issuerRfc,
    currency: fact.currency,
    subtotal: fact.subtotal,
    taxes_transferred: fact.taxesTransferred,
    taxes_withheld: fact.taxesWithheld,
    total: fact.total,
    occurred_at: fact.occurredAt.replace('T', ' ').replace('Z', ''),
  };
}
