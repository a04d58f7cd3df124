import { Refusal } from '@fiscal/kit';
import type { Event } from '@fiscal/kit/events';
import { z } from 'zod';
import { amount, countedOn, type InvoiceFact } from '../domain/invoice-fact.ts';
import type { FactStore } from '../store/index.ts';

/** Of the event, what is counted; anything else may be added to it at any time. */
const invoiceState = z.object({
  invoiceId: z.string().min(1),
  organizationId: z.string().min(1),
  status: z.string().min(1),
  version: z.int().positive(),
  type: z.string().nullable(),
  issuerRfc: z.string().min(1),
  issuedAt: z.string().nullable(),
  receivedAt: z.iso.datetime(),
  currency: z.string().nullable(),
  subtotal: z.string().nullable(),
  taxesTransferred: z.string().nullable(),
  taxesWithheld: z.string().nullable(),
  total: z.string().nullable(),
  occurredAt: z.iso.datetime(),
});

/** Counts an invoice's newest state. An event that does not fit its contract is refused with EVENT_INVALID. */
export function createOnInvoiceChanged(facts: FactStore): (event: Event) => Promise<void> {
  return (event) => facts.add(readFact(event));
}

function readFact(event: Event): InvoiceFact {
  const { data: state, error } = invoiceState.safeParse(event.data);
  if (!state) throw new Refusal('invalid', 'EVENT_INVALID', z.prettifyError(error));
  return {
    organizationId: state.organizationId,
    invoiceId: state.invoiceId,
    version: state.version,
    status: state.status,
    issuedOn: countedOn(state.issuedAt, state.receivedAt),
    documentType: state.type ?? '',
    issuerRfc: state.issuerRfc,
    currency: state.currency ?? '',
    subtotal: amount(state.subtotal),
    taxesTransferred: amount(state.taxesTransferred),
    taxesWithheld: amount(state.taxesWithheld),
    total: amount(state.total),
    occurredAt: state.occurredAt,
  };
}
