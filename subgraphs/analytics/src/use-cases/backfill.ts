import type { InvoiceFact } from '../domain/invoice-fact.ts';
import type { FactStore } from '../store/index.ts';

/** Every invoice of an organisation, or of all when none is named, as its owner has it now. */
export type ListFacts = (organizationId: string, signal: AbortSignal) => AsyncIterable<InvoiceFact>;
/** Gives the number of invoices read. Errors: the signal's reason when it is aborted before the end. */
export type Backfill = (organizationId: string, signal: AbortSignal) => Promise<number>;

const insertSize = 1000;

/** Reads invoices again from their owner. Facts carry versions, so what is counted already stays as it is. */
export function createBackfill(listFacts: ListFacts, facts: FactStore): Backfill {
  return async (organizationId, signal) => {
    let read = 0;
    let gathered: InvoiceFact[] = [];
    const store = async () => {
      await facts.addAll(gathered);
      read += gathered.length;
      gathered = [];
    };
    for await (const fact of listFacts(organizationId, signal)) {
      gathered.push(fact);
      if (gathered.length === insertSize) await store();
    }
    await store();
    return read;
  };
}
