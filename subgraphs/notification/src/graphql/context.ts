import type { Identity } from '@fiscal/kit';
import type { ChangePreferences, ReadPreferences } from '../use-cases/change-preferences.ts';
import type { CountUnread, ListNotifications } from '../use-cases/list-notifications.ts';
import type { MarkRead } from '../use-cases/mark-read.ts';
import type { CreateWebhook, DeleteWebhook, ListWebhooks } from '../use-cases/webhooks.ts';
import type { Loaders } from './loaders.ts';

/** What the doors offer, the same for every request. */
export type Features = {
  readonly listNotifications: ListNotifications;
  readonly countUnread: CountUnread;
  readonly markRead: MarkRead;
  readonly readPreferences: ReadPreferences;
  readonly changePreferences: ChangePreferences;
  readonly listWebhooks: ListWebhooks;
  readonly createWebhook: CreateWebhook;
  readonly deleteWebhook: DeleteWebhook;
};

/** What a request's resolvers work with. */
export type GraphqlContext = Features & Loaders & { readonly identity: Identity };
