import { Refusal } from '@fiscal/kit';
import type { Event } from '@fiscal/kit/events';
import { z } from 'zod';
import type { ReadContacts } from '../clients/contacts.ts';
import { noticeOfInvoice } from '../domain/notification.ts';
import type { Notify } from '../use-cases/notify.ts';

/** Of the event, what a notice tells; anything else may be added to it at any time. */
const invoiceState = z.object({
  invoiceId: z.string().min(1),
  status: z.string(),
  uuid: z.string().nullable(),
  issuerRfc: z.string(),
  issuerName: z.string().nullable(),
  currency: z.string().nullable(),
  total: z.string().nullable(),
  findings: z.array(z.object({ code: z.string(), message: z.string() })),
});

/** Tells an organisation of its document's new state, where anybody needs to hear of it. */
export function createOnInvoiceChanged(contactsOf: ReadContacts, notify: Notify): (event: Event) => Promise<void> {
  return async (event) => {
    const { data: invoice, error } = invoiceState.safeParse(event.data);
    if (!invoice) throw new Refusal('invalid', 'EVENT_INVALID', z.prettifyError(error));
    const notice = noticeOfInvoice(invoice);
    if (!notice) return;
    await notify({
      eventId: event.id,
      organizationId: event.tenant,
      notice,
      contacts: await contactsOf(event.tenant),
      data: invoice,
    });
  };
}
