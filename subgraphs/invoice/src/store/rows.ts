import type { Invoice, InvoiceStatus } from '../domain/invoice.ts';
import type { DocumentType } from '../domain/validation/facts.ts';

/** A row of table `invoice` as node-postgres gives it; numerics come as text and keep every digit. */
export type InvoiceRow = {
  readonly id: string;
  readonly tenant_id: string;
  readonly status: InvoiceStatus;
  readonly version: number;
  readonly issuer_rfc: string;
  readonly checksum: string;
  readonly size_bytes: number;
  readonly uuid: string | null;
  readonly type: DocumentType | null;
  readonly series: string | null;
  readonly folio: string | null;
  readonly issuer_name: string | null;
  readonly receiver_rfc: string | null;
  readonly receiver_name: string | null;
  readonly issued_at: string | null;
  readonly currency: string | null;
  readonly subtotal: string | null;
  readonly discount: string | null;
  readonly taxes_transferred: string | null;
  readonly taxes_withheld: string | null;
  readonly total: string | null;
  readonly created_by: string;
  readonly created_at: Date;
  readonly updated_at: Date;
};

/** Table row to domain value. */
export function toInvoice(row: InvoiceRow): Invoice {
  const { id, status, version, checksum, uuid, type, series, folio, currency, subtotal, discount, total } = row;
  return {
    ...{ id, status, version, checksum, uuid, type, series, folio, currency, subtotal, discount, total },
    tenantId: row.tenant_id,
    issuerRfc: row.issuer_rfc,
    sizeBytes: row.size_bytes,
    issuerName: row.issuer_name,
    receiverRfc: row.receiver_rfc,
    receiverName: row.receiver_name,
    issuedAt: row.issued_at,
    taxesTransferred: row.taxes_transferred,
    taxesWithheld: row.taxes_withheld,
    createdBy: row.created_by,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
