import { Refusal } from '@fiscal/kit';

/** What is counted of an invoice: its newest version is the truth. Amounts are exact decimals as text. */
export type InvoiceFact = {
  readonly organizationId: string;
  readonly invoiceId: string;
  readonly version: number;
  readonly status: string;
  /** YYYY-MM-DD: the day it is counted in. Must be the same for every version of an invoice. */
  readonly issuedOn: string;
  readonly documentType: string;
  readonly issuerRfc: string;
  readonly currency: string;
  readonly subtotal: string;
  readonly taxesTransferred: string;
  readonly taxesWithheld: string;
  readonly total: string;
  /** ISO 8601, UTC. */
  readonly occurredAt: string;
};

/** The days that the store has: ClickHouse's Date. */
const firstDay = '1970-01-01';
const lastDay = '2149-06-06';

/**
 * The day a document is counted in: the day it was issued or, where that cannot be read or kept, the day it came in.
 * Both are ISO 8601 texts; `receivedAt` is UTC, `issuedAt` the issuer's local time.
 */
export function countedOn(issuedAt: string | null, receivedAt: string): string {
  const day = issuedAt?.slice(0, 10) ?? '';
  return day >= firstDay && day <= lastDay ? day : receivedAt.slice(0, 10);
}

/** An amount that fits the store: up to 18 digits before the point and 6 after it (CFDI 4.0, t_Importe). */
export function amount(text: string | null): string {
  if (text === null || text === '') return '0';
  if (!/^-?\d{1,18}(\.\d{1,6})?$/.test(text)) {
    throw new Refusal('invalid', 'AMOUNT_INVALID', 'an amount has more digits than a fiscal document may carry');
  }
  return text;
}
