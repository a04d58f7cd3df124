import type { Db, Transaction } from '@fiscal/kit';
import { addToOutbox, claimInbox } from '@fiscal/kit/events';
import { notificationCreated, notificationTopic } from '../domain/facts.ts';
import type { Notice, Notification } from '../domain/notification.ts';
import { type Contact, listeners, mails, webhookCalls } from '../domain/recipients.ts';
import { addDeliveries, addNotifications, preferencesOf, webhooksOf } from '../store/index.ts';

/** A notice, who may hear of it and what webhooks are told. */
export type Occasion = {
  readonly eventId: string;
  readonly organizationId: string;
  readonly notice: Notice;
  readonly contacts: readonly Contact[];
  readonly data: Readonly<Record<string, unknown>>;
};

export type Notify = (occasion: Occasion) => Promise<void>;

/** Tells everybody who wants to hear of it: once, however often the event comes. Mails and webhook calls go out after. */
export function createNotify(transact: Transaction, now: () => Date, newId: () => string): Notify {
  return (occasion) =>
    transact(occasion.organizationId, async (db) => {
      if (!(await claimInbox(db, 'notification', occasion.eventId))) return;
      await tell(db, occasion, now(), newId);
    });
}

async function tell(db: Db, occasion: Occasion, now: Date, newId: () => string): Promise<void> {
  const { eventId, organizationId, notice, contacts, data } = occasion;
  const preferences = await preferencesOf(
    db,
    organizationId,
    contacts.map(({ userId }) => userId),
  );
  const added = await addNotifications(
    db,
    eventId,
    listeners(notice, contacts, preferences).map(
      ({ userId }): Notification => ({ ...notice, id: newId(), organizationId, userId, createdAt: now, readAt: null }),
    ),
  );
  await addToOutbox(
    db,
    notificationTopic,
    added.map((notification) => notificationCreated(notification, newId())),
  );
  const calls = webhookCalls(notice, await webhooksOf(db, organizationId), data, now, newId);
  const deliveries = [...mails(added, contacts, preferences, newId), ...calls];
  if (deliveries.length > 0) await addDeliveries(db, deliveries, now);
}
