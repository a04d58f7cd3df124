import { type Identity, Refusal, requireRole, type Transaction } from '@fiscal/kit';
import type { NotificationKind } from '../domain/notification.ts';
import { mostWebhooks, readWebhookUrl, type Webhook } from '../domain/webhook.ts';
import { addWebhook, removeWebhook, webhooksOf } from '../store/index.ts';

export type NewWebhook = { readonly webhook: Webhook; readonly secret: string };
export type CreateWebhook = (
  identity: Identity,
  input: { readonly url: string; readonly kinds: readonly NotificationKind[] },
) => Promise<NewWebhook>;
export type DeleteWebhook = (identity: Identity, id: string) => Promise<boolean>;
export type ListWebhooks = (identity: Identity) => Promise<readonly Webhook[]>;

/**
 * Adds a webhook to the caller's organisation; admins only. `newSecret` gives a Standard Webhooks secret (`whsec_…`).
 * Refuses with URL_NOT_ALLOWED, and with TOO_MANY_WEBHOOKS from the eleventh on.
 */
export function createCreateWebhook(
  transact: Transaction,
  now: () => Date,
  newId: () => string,
  newSecret: () => string,
): CreateWebhook {
  return async (identity, { url, kinds }) => {
    const { tenantId } = requireRole(identity, 'admin');
    const webhook: Webhook = {
      id: newId(),
      organizationId: tenantId,
      url: readWebhookUrl(url),
      kinds: [...new Set(kinds)],
      createdAt: now(),
      failedDeliveries: 0,
    };
    const secret = newSecret();
    const added = await transact(tenantId, (db) => addWebhook(db, webhook, secret, mostWebhooks));
    if (!added)
      throw new Refusal('conflict', 'TOO_MANY_WEBHOOKS', `an organisation has ${mostWebhooks} webhooks at most`);
    return { webhook, secret };
  };
}

/** Deletes a webhook of the caller's organisation; gives whether there was one. Admins only. */
export function createDeleteWebhook(transact: Transaction): DeleteWebhook {
  return async (identity, id) => {
    const { tenantId } = requireRole(identity, 'admin');
    return transact(tenantId, (db) => removeWebhook(db, tenantId, id));
  };
}

/** The webhooks of the caller's organisation, oldest first. Admins only. */
export function createListWebhooks(transact: Transaction): ListWebhooks {
  return async (identity) => {
    const { tenantId } = requireRole(identity, 'admin');
    return transact(tenantId, (db) => webhooksOf(db, tenantId));
  };
}
