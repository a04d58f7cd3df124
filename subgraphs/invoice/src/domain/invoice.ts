import { Refusal } from '@fiscal/kit';
import { type DocumentFacts, unread } from './validation/facts.ts';
import type { Finding } from './validation/finding.ts';

export const invoiceStatuses = [
  'PENDING',
  'PROCESSING',
  'VALIDATED',
  'ARCHIVED',
  'REJECTED',
  'FAILED',
  'CANCELLED',
] as const;
export type InvoiceStatus = (typeof invoiceStatuses)[number];

/** A fiscal document taken in, and how far it has come. */
export type Invoice = DocumentFacts & {
  readonly id: string;
  readonly tenantId: string;
  readonly status: InvoiceStatus;
  /** 1 when it is received, one more with every change. */
  readonly version: number;
  readonly issuerRfc: string;
  /** SHA-256 of the document's bytes, lower-case hex. */
  readonly checksum: string;
  readonly sizeBytes: number;
  /** The user who sent it. */
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
};

/** One step of an invoice: the invoice as it is after it, and what is worth telling of it. */
export type Change = {
  readonly invoice: Invoice;
  readonly from: InvoiceStatus | null;
  /** A user id or the name of a service. */
  readonly actor: string;
  readonly findings: readonly Finding[];
};

/** What is known of a document when it is taken in. */
export type Receipt = Pick<
  Invoice,
  'id' | 'tenantId' | 'issuerRfc' | 'issuedAt' | 'checksum' | 'sizeBytes' | 'createdBy'
>;

const processor = 'invoice';

const next: Readonly<Record<InvoiceStatus, readonly InvoiceStatus[]>> = {
  PENDING: ['PROCESSING', 'FAILED'],
  PROCESSING: ['VALIDATED', 'REJECTED', 'FAILED'],
  VALIDATED: ['ARCHIVED', 'FAILED'],
  ARCHIVED: [],
  REJECTED: [],
  FAILED: [],
  CANCELLED: [],
};

/** Whether processing still has something to do. */
export function isUnfinished(status: InvoiceStatus): boolean {
  return next[status].includes('FAILED');
}

/** A document is taken in: PENDING, version 1. */
export function receive(receipt: Receipt, now: Date): Change {
  const invoice: Invoice = { ...unread, ...receipt, status: 'PENDING', version: 1, createdAt: now, updatedAt: now };
  return { invoice, from: null, actor: receipt.createdBy, findings: [] };
}

/** PENDING → PROCESSING. */
export function startProcessing(invoice: Invoice, now: Date): Change {
  return step(invoice, 'PROCESSING', now);
}

/** PROCESSING → VALIDATED, now knowing what the document says. */
export function accept(invoice: Invoice, facts: DocumentFacts, now: Date): Change {
  return step(read(invoice, facts), 'VALIDATED', now);
}

/** PROCESSING → REJECTED. A rejection without a finding would tell nobody anything, so it takes at least one. */
export function reject(
  invoice: Invoice,
  facts: DocumentFacts,
  findings: readonly [Finding, ...Finding[]],
  now: Date,
): Change {
  return step(read(invoice, facts), 'REJECTED', now, findings);
}

/** The date stays as it was when the document came in: others count it on that day from its first event on. */
function read(invoice: Invoice, facts: DocumentFacts): Invoice {
  return { ...invoice, ...facts, issuedAt: invoice.issuedAt };
}

/** VALIDATED → ARCHIVED. */
export function archive(invoice: Invoice, now: Date): Change {
  return step(invoice, 'ARCHIVED', now);
}

/** Any unfinished state → FAILED, with PROCESSING_FAILED as its only finding. */
export function fail(invoice: Invoice, reason: string, now: Date): Change {
  return step(invoice, 'FAILED', now, [{ code: 'PROCESSING_FAILED', message: reason, path: null }]);
}

function step(invoice: Invoice, to: InvoiceStatus, now: Date, findings: readonly Finding[] = []): Change {
  if (!next[invoice.status].includes(to)) {
    throw new Refusal('conflict', 'INVOICE_STATE', `an invoice that is ${invoice.status} cannot become ${to}`);
  }
  const changed: Invoice = { ...invoice, status: to, version: invoice.version + 1, updatedAt: now };
  return { invoice: changed, from: invoice.status, actor: processor, findings };
}
