import type { Resolvers } from './generated.ts';

/** The GraphQL door: translates, never decides. */
export const resolvers: Resolvers = {
  Query: {
    notifications: (_, page, { identity, listNotifications }) => listNotifications(identity, page),
    unreadNotificationCount: (_, __, { identity, countUnread }) => countUnread(identity),
    notificationPreferences: (_, __, { identity, readPreferences }) => readPreferences(identity),
    webhooks: (_, __, { identity, listWebhooks }) => listWebhooks(identity),
  },
  Mutation: {
    markNotificationsRead: (_, { ids }, { identity, markRead }) => markRead(identity, ids),
    updateNotificationPreferences: (_, { input }, { identity, changePreferences }) =>
      changePreferences(identity, input),
    createWebhook: (_, { input }, { identity, createWebhook }) => createWebhook(identity, input),
    deleteWebhook: (_, { id }, { identity, deleteWebhook }) => deleteWebhook(identity, id),
  },
  Notification: {
    __resolveReference: ({ id }, { notification }) => notification.load(id),
    invoice: ({ invoiceId }) => (invoiceId === null ? null : { id: invoiceId }),
    createdAt: ({ createdAt }) => createdAt.toISOString(),
    readAt: ({ readAt }) => readAt?.toISOString() ?? null,
  },
  Invoice: {
    __resolveReference: ({ id }) => ({ id }),
    notifications: ({ id }, _, { notificationsOfInvoice }) => notificationsOfInvoice.load(id),
  },
  Webhook: {
    createdAt: ({ createdAt }) => createdAt.toISOString(),
  },
};
