import { type Identity, requireUser, type Transaction } from '@fiscal/kit';
import DataLoader from 'dataloader';
import type { Notification } from '../domain/notification.ts';
import { notificationsByIds, notificationsOfInvoices } from '../store/index.ts';

export type Loaders = {
  readonly notification: DataLoader<string, Notification | null>;
  readonly notificationsOfInvoice: DataLoader<string, readonly Notification[]>;
};

const mostPerInvoice = 50;
const mostAtOnce = 1000;

/** Loads the caller's notifications by id and by document, a request's worth in one statement each. */
export function createLoaders(transact: Transaction, identity: Identity): Loaders {
  return {
    notification: new DataLoader(
      async (ids) => {
        const { tenantId, userId } = requireUser(identity);
        const found = await transact(tenantId, (db) => notificationsByIds(db, tenantId, userId, ids));
        const byId = new Map(found.map((notification) => [notification.id, notification]));
        return ids.map((id) => byId.get(id) ?? null);
      },
      { maxBatchSize: mostAtOnce },
    ),
    notificationsOfInvoice: new DataLoader(
      async (ids) => {
        const { tenantId, userId } = requireUser(identity);
        const found = await transact(tenantId, (db) =>
          notificationsOfInvoices(db, tenantId, userId, ids, mostPerInvoice),
        );
        const byInvoice = Map.groupBy(found, ({ invoiceId }) => invoiceId);
        return ids.map((id) => byInvoice.get(id) ?? []);
      },
      { maxBatchSize: mostAtOnce },
    ),
  };
}
