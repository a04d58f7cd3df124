import { everyTenant, log, type Transaction } from '@fiscal/kit';
import type { Delivery } from '../domain/delivery.ts';
import { leaseDue } from '../store/index.ts';
import type { Deliver } from './deliver.ts';

export type Sender = {
  /** Begins to send what is due, as far as there is room; gives how many were begun. */
  begin(): Promise<number>;
  /** Resolves when everything begun has ended. */
  idle(): Promise<void>;
};

const mostAtOnce = 20;
/** A recipient that hangs keeps this many places busy and no more. */
const mostAtOnceEach = 4;
const leaseMs = 60_000;

/** Sends due deliveries side by side. Several senders share the work by leases. */
export function createSender(transact: Transaction, deliver: Deliver, now: () => Date): Sender {
  const underWay = new Map<Promise<void>, string>();

  function start(delivery: Delivery): void {
    const sending = deliver(delivery)
      // What could not be noted stays leased and is sent again.
      .catch((error: unknown) => log.warn({ err: error, deliveryId: delivery.id }, 'a delivery was not noted'))
      .finally(() => underWay.delete(sending));
    underWay.set(sending, delivery.recipient);
  }

  function busy(): string[] {
    const counts = Map.groupBy(underWay.values(), (recipient) => recipient);
    return [...counts].filter(([, each]) => each.length >= mostAtOnceEach).map(([recipient]) => recipient);
  }

  return {
    async begin() {
      const room = mostAtOnce - underWay.size;
      if (room <= 0) return 0;
      const from = now();
      const until = new Date(from.getTime() + leaseMs);
      const lease = { now: from, until, most: room, mostEach: mostAtOnceEach, except: busy() };
      // What is due belongs to any organisation: no user is behind this.
      const due = await transact(everyTenant, (db) => leaseDue(db, lease));
      due.forEach(start);
      return due.length;
    },
    async idle() {
      await Promise.all(underWay.keys());
    },
  };
}
