import { Refusal } from '@fiscal/kit';
import type { Event } from '@fiscal/kit/events';
import { z } from 'zod';
import type { ReadContacts } from '../clients/contacts.ts';
import { noticeOfFailedLogin } from '../domain/notification.ts';
import type { Notify } from '../use-cases/notify.ts';

const failedLogin = z.object({ userId: z.string().nullable(), occurredAt: z.string() });

/** Tells a user that a sign-in as them failed. A sign-in as nobody concerns nobody. */
export function createOnLoginFailed(contactsOf: ReadContacts, notify: Notify): (event: Event) => Promise<void> {
  return async (event) => {
    const { data, error } = failedLogin.safeParse(event.data);
    if (!data) throw new Refusal('invalid', 'EVENT_INVALID', z.prettifyError(error));
    const { userId, occurredAt } = data;
    if (userId === null) return;
    const contacts = (await contactsOf(event.tenant)).filter((contact) => contact.userId === userId);
    const notice = noticeOfFailedLogin(occurredAt);
    await notify({ eventId: event.id, organizationId: event.tenant, notice, contacts, data: { userId, occurredAt } });
  };
}
