import type { Db } from '@fiscal/kit';
import { addToOutbox } from '@fiscal/kit/events';
import type { InvoiceFact } from '../domain/invoice-fact.ts';

/** The topic of all facts about invoices, keyed by invoice id, and how many partitions it is made with. */
export const invoiceTopic = { topic: 'fiscal-invoice', partitions: 8 } as const;

export type Outbox = {
  /** Stores the fact with the change it tells of; the relay sends it after the commit. */
  add(fact: InvoiceFact): Promise<void>;
};

/** The outbox of one shard, within one transaction. */
export function createOutbox(db: Db): Outbox {
  return {
    add({ id, type, state }) {
      const event = {
        ...{ id, type, source: '/invoice', subject: state.invoiceId, tenant: state.organizationId },
        ...{ aggregateVersion: state.version, time: state.occurredAt, data: state },
      };
      return addToOutbox(db, invoiceTopic.topic, [event]);
    },
  };
}
