import type { Invoice } from '../domain/invoice.ts';
import { DocumentType, type Invoice as InvoiceMessage, InvoiceStatus } from './generated/invoice.ts';

/** An invoice as the contract has it: what is not known is empty. */
export function toMessage(invoice: Invoice): InvoiceMessage {
  const { id, version, issuerRfc, createdBy, createdAt, updatedAt, tenantId, type, status } = invoice;
  return {
    ...{ id, version, issuerRfc, createdBy, createdAt, updatedAt },
    organizationId: tenantId,
    status: InvoiceStatus[status],
    type: type === null ? DocumentType.UNSPECIFIED : DocumentType[type],
    uuid: invoice.uuid ?? '',
    issuerName: invoice.issuerName ?? '',
    receiverRfc: invoice.receiverRfc ?? '',
    receiverName: invoice.receiverName ?? '',
    issuedAt: invoice.issuedAt ?? '',
    currency: invoice.currency ?? '',
    subtotal: invoice.subtotal ?? '',
    discount: invoice.discount ?? '',
    taxesTransferred: invoice.taxesTransferred ?? '',
    taxesWithheld: invoice.taxesWithheld ?? '',
    total: invoice.total ?? '',
  };
}
