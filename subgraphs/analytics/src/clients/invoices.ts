import { Refusal } from '@fiscal/kit';
import { amount, countedOn, type InvoiceFact } from '../domain/invoice-fact.ts';
import type { ListFacts } from '../use-cases/backfill.ts';
import type { Invoice, InvoiceServiceClient } from './generated/invoice.ts';

/** Reads invoices from the invoice subgraph, as the service itself. */
export function createListFacts(client: Pick<InvoiceServiceClient, 'listInvoices'>): ListFacts {
  return async function* (organizationId, signal) {
    for await (const { invoice } of client.listInvoices({ organizationId }, { signal })) {
      if (invoice) yield toFact(invoice);
    }
  };
}

function toFact(invoice: Invoice): InvoiceFact {
  const { createdAt, updatedAt } = invoice;
  if (!createdAt || !updatedAt) throw new Refusal('invalid', 'INVOICE_INVALID', `invoice ${invoice.id} has no times`);
  return {
    organizationId: invoice.organizationId,
    invoiceId: invoice.id,
    version: invoice.version,
    status: invoice.status.replace('INVOICE_STATUS_', ''),
    issuedOn: countedOn(invoice.issuedAt || null, createdAt.toISOString()),
    documentType: invoice.type === 'DOCUMENT_TYPE_UNSPECIFIED' ? '' : invoice.type.replace('DOCUMENT_TYPE_', ''),
    issuerRfc: invoice.issuerRfc,
    currency: invoice.currency,
    subtotal: amount(invoice.subtotal),
    taxesTransferred: amount(invoice.taxesTransferred),
    taxesWithheld: amount(invoice.taxesWithheld),
    total: amount(invoice.total),
    occurredAt: updatedAt.toISOString(),
  };
}
