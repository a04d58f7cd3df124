import type { Delivery } from './delivery.ts';
import type { Notice, Notification } from './notification.ts';
import type { Preferences } from './preferences.ts';
import type { Webhook } from './webhook.ts';

/** Somebody who can be told. */
export type Contact = { readonly userId: string; readonly email: string };

/** Who of the contacts wants to hear of the notice in the application. */
export function listeners(
  notice: Notice,
  contacts: readonly Contact[],
  preferences: ReadonlyMap<string, Preferences>,
): readonly Contact[] {
  return contacts.filter(({ userId }) => preferences.get(userId)?.kinds.includes(notice.kind));
}

/** The mails to send for new notifications, to those who want this kind by e-mail as well. */
export function mails(
  notifications: readonly Notification[],
  contacts: readonly Contact[],
  preferences: ReadonlyMap<string, Preferences>,
  newId: () => string,
): readonly Delivery[] {
  const addresses = new Map(contacts.map(({ userId, email }) => [userId, email]));
  return notifications
    .filter(({ userId, kind }) => preferences.get(userId)?.emailKinds.includes(kind))
    .flatMap(({ userId, organizationId, title, body }) => {
      const recipient = addresses.get(userId);
      const message = { subject: title, text: body };
      return recipient
        ? [{ id: newId(), organizationId, channel: 'email' as const, recipient, message, attempts: 0 }]
        : [];
    });
}

/** The webhook calls to make for a notice. */
export function webhookCalls(
  notice: Notice,
  webhooks: readonly Webhook[],
  data: Readonly<Record<string, unknown>>,
  now: Date,
  newId: () => string,
): readonly Delivery[] {
  const type = notice.kind.toLowerCase().replace('_', '.');
  const message = { type, timestamp: now.toISOString(), data };
  return webhooks
    .filter(({ kinds }) => kinds.includes(notice.kind))
    .map(({ id, organizationId }) => ({
      id: newId(),
      organizationId,
      channel: 'webhook',
      recipient: id,
      message,
      attempts: 0,
    }));
}
