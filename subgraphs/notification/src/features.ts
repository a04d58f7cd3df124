import { randomBytes } from 'node:crypto';
import type { Transaction } from '@fiscal/kit';
import type { Features } from './graphql/context.ts';
import { createChangePreferences, createReadPreferences } from './use-cases/change-preferences.ts';
import { createCountUnread, createListNotifications } from './use-cases/list-notifications.ts';
import { createMarkRead } from './use-cases/mark-read.ts';
import { createCreateWebhook, createDeleteWebhook, createListWebhooks } from './use-cases/webhooks.ts';

/** A Standard Webhooks secret: 24 random bytes in base64 behind `whsec_`. */
function newSecret(): string {
  return `whsec_${randomBytes(24).toString('base64')}`;
}

/** Every use case of the GraphQL door, over one database. */
export function createFeatures(transact: Transaction, now: () => Date, newId: () => string): Features {
  return {
    listNotifications: createListNotifications(transact),
    countUnread: createCountUnread(transact),
    markRead: createMarkRead(transact, now),
    readPreferences: createReadPreferences(transact),
    changePreferences: createChangePreferences(transact),
    listWebhooks: createListWebhooks(transact),
    createWebhook: createCreateWebhook(transact, now, newId, newSecret),
    deleteWebhook: createDeleteWebhook(transact),
  };
}
