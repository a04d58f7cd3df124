import type { Change, Invoice, InvoiceStatus } from './invoice.ts';
import type { DocumentFacts } from './validation/facts.ts';
import type { Finding } from './validation/finding.ts';

/** What every event of an invoice carries: its whole state, so that a consumer needs no second question. */
export type InvoiceState = Omit<DocumentFacts, 'series' | 'folio'> & {
  readonly invoiceId: string;
  readonly organizationId: string;
  readonly status: InvoiceStatus;
  readonly previousStatus: InvoiceStatus | null;
  readonly version: number;
  readonly issuerRfc: string;
  readonly findings: readonly Finding[];
  readonly createdBy: string;
  /** When the house took it in: its day where the document tells none. ISO 8601, UTC. */
  readonly receivedAt: string;
  /** ISO 8601, UTC. */
  readonly occurredAt: string;
};

/** A change told to others; the store's outbox turns it into a CloudEvent. */
export type InvoiceFact = { readonly id: string; readonly type: string; readonly state: InvoiceState };

const typeOf: Readonly<Record<InvoiceStatus, string>> = {
  PENDING: 'fiscal.invoice.created.v1',
  PROCESSING: 'fiscal.invoice.processing.v1',
  VALIDATED: 'fiscal.invoice.validated.v1',
  ARCHIVED: 'fiscal.invoice.archived.v1',
  REJECTED: 'fiscal.invoice.rejected.v1',
  FAILED: 'fiscal.invoice.failed.v1',
  CANCELLED: 'fiscal.invoice.cancelled.v1',
};

/** The fact of one change. Its id is the invoice's id and version, so the same change never gets two. */
export function factOf({ invoice, from, findings }: Change): InvoiceFact {
  return {
    id: `${invoice.id}.${invoice.version}`,
    type: typeOf[invoice.status],
    state: {
      ...identityOf(invoice, from),
      ...documentOf(invoice),
      findings,
      createdBy: invoice.createdBy,
      receivedAt: invoice.createdAt.toISOString(),
      occurredAt: invoice.updatedAt.toISOString(),
    },
  };
}

function identityOf(invoice: Invoice, from: InvoiceStatus | null) {
  const { id, tenantId, status, version } = invoice;
  return { invoiceId: id, organizationId: tenantId, status, previousStatus: from, version };
}

function documentOf(invoice: Invoice) {
  const { uuid, type, issuerRfc, issuerName, receiverRfc, receiverName, issuedAt, currency } = invoice;
  const { subtotal, discount, taxesTransferred, taxesWithheld, total } = invoice;
  const who = { issuerRfc, issuerName, receiverRfc, receiverName };
  const amounts = { subtotal, discount, taxesTransferred, taxesWithheld, total };
  return { uuid, type, ...who, issuedAt, currency, ...amounts };
}
