import { Refusal } from '@fiscal/kit';
import type { Event } from '@fiscal/kit/events';
import { isInvoiceId } from '../domain/invoice-id.ts';
import type { ProcessInvoice } from '../use-cases/process-invoice.ts';

/** Processes an invoice once it is known to be stored. A second delivery finds it done. */
export function createOnInvoiceCreated(processInvoice: ProcessInvoice) {
  return ({ subject, tenant }: Event): Promise<void> => {
    if (!isInvoiceId(subject))
      throw new Refusal('invalid', 'INVALID_INPUT', 'the subject of the event is no invoice id');
    return processInvoice(tenant, subject);
  };
}
