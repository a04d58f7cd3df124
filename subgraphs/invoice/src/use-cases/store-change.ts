import type { Change, Invoice } from '../domain/invoice.ts';
import { factOf } from '../domain/invoice-fact.ts';
import { bucketOfId } from '../domain/invoice-id.ts';
import type { Transact } from '../store/index.ts';

/** Stores a change and its event in one transaction, and returns the invoice as it is then. Refuses as InvoiceStore.save does. */
export async function storeChange(transact: Transact, change: Change): Promise<Invoice> {
  const { id, tenantId } = change.invoice;
  await transact(tenantId, bucketOfId(id), async ({ invoices, outbox }) => {
    await invoices.save(change);
    await outbox.add(factOf(change));
  });
  return change.invoice;
}
