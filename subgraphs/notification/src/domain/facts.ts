import type { Event } from '@fiscal/kit/events';
import type { Notification } from './notification.ts';

export const notificationTopic = 'notification-events';

/** The fact that a user has a new notification. */
export function notificationCreated(notification: Notification, eventId: string): Event {
  return {
    id: eventId,
    type: 'fiscal.notification.created.v1',
    source: '/notification',
    subject: notification.id,
    tenant: notification.organizationId,
    aggregateVersion: 1,
    time: notification.createdAt.toISOString(),
    data: {
      notificationId: notification.id,
      organizationId: notification.organizationId,
      userId: notification.userId,
      kind: notification.kind,
      title: notification.title,
      invoiceId: notification.invoiceId,
      occurredAt: notification.createdAt.toISOString(),
    },
  };
}
