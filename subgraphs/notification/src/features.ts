import type { Transaction } from '@fiscal/kit';
import { newWebhookSecret } from '@fiscal/kit/webhooks';
import type { Features } from './graphql/context.ts';
import { createChangePreferences, createReadPreferences } from './use-cases/change-preferences.ts';
import { createCountUnread, createListNotifications } from './use-cases/list-notifications.ts';
import { createMarkRead } from './use-cases/mark-read.ts';
import { createCreateWebhook, createDeleteWebhook, createListWebhooks } from './use-cases/webhooks.ts';

/** Every use case of the GraphQL door, over one database. */
export function createFeatures(transact: Transaction, now: () => Date, newId: () => string): Features {
  return {
    listNotifications: createListNotifications(transact),
    countUnread: createCountUnread(transact),
    markRead: createMarkRead(transact, now),
    readPreferences: createReadPreferences(transact),
    changePreferences: createChangePreferences(transact),
    listWebhooks: createListWebhooks(transact),
    createWebhook: createCreateWebhook(transact, now, newId, newWebhookSecret),
    deleteWebhook: createDeleteWebhook(transact),
  };
}
