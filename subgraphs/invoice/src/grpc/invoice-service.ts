import { everyTenant, type Identity, Refusal, requireUser } from '@fiscal/kit';
import { identityOf } from '@fiscal/kit/grpc';
import { isInvoiceId } from '../domain/invoice-id.ts';
import type { ReadChanges, Reads } from '../store/index.ts';
import type { InvoiceServiceImplementation } from './generated/invoice.ts';
import { toMessage } from './messages.ts';

/** The gRPC door: see contract/invoice.proto. */
export function createInvoiceService(byIds: Reads['byIds'], readChanges: ReadChanges): InvoiceServiceImplementation {
  return {
    async getInvoice({ organizationId, invoiceId }, call) {
      const tenantId = organizationOf(identityOf(call), organizationId);
      if (tenantId === '') throw new Refusal('invalid', 'INVALID_INPUT', 'name the organisation');
      const [invoice] = isInvoiceId(invoiceId) ? await byIds(tenantId, [invoiceId]) : [];
      if (invoice === undefined)
        throw new Refusal('not_found', 'INVOICE_NOT_FOUND', 'the organisation has no such invoice');
      return { invoice: toMessage(invoice) };
    },
    async *listInvoices({ organizationId, updatedSince }, call) {
      const tenantId = organizationOf(identityOf(call), organizationId) || everyTenant;
      for await (const invoice of readChanges(tenantId, updatedSince ?? null)) yield { invoice: toMessage(invoice) };
    },
  };
}

/** A user's own organisation whatever is asked for, as long as it is not another's; a service names any, or none. */
function organizationOf(identity: Identity, asked: string): string {
  if (identity.kind === 'service') return asked;
  const { tenantId } = requireUser(identity);
  if (asked !== '' && asked !== tenantId) {
    throw new Refusal('forbidden', 'FORBIDDEN', 'a user sees the invoices of the own organisation only');
  }
  return tenantId;
}
