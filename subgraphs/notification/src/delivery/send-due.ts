import { everyTenant, type Transaction } from '@fiscal/kit';
import type { Mail, WebhookMessage } from '../domain/delivery.ts';
import { type Delivery, nextAttempt } from '../domain/delivery.ts';
import { countFailedDelivery, leaseDue, type Outcome, settle, webhookTarget } from '../store/index.ts';
import type { CallWebhook } from './call-webhook.ts';
import type { SendMail } from './mailer.ts';

const batchSize = 20;
const leaseMs = 60_000;
const longestError = 200;

/** Sends what is due; gives how many there were. */
export type SendDue = () => Promise<number>;

/** Sends due deliveries side by side and notes what became of each. Several senders share the work by leases. */
export function createSendDue(
  transact: Transaction,
  sendMail: SendMail,
  callWebhook: CallWebhook,
  now: () => Date,
): SendDue {
  async function attempt(delivery: Delivery): Promise<Outcome> {
    try {
      await send(delivery);
      return { state: 'done' };
    } catch (cause) {
      const error = (cause instanceof Error ? cause.message : String(cause)).slice(0, longestError);
      const dueAt = nextAttempt(delivery.attempts, now(), Math.random());
      return dueAt ? { state: 'pending', dueAt, error } : { state: 'failed', error };
    }
  }
  async function send({ id, organizationId, channel, recipient, message }: Delivery): Promise<void> {
    // The channel says which of the two a message is.
    if (channel === 'email') return sendMail(id, recipient, message as Mail);
    const target = await transact(organizationId, (db) => webhookTarget(db, organizationId, recipient));
    if (target) await callWebhook(id, target, message as WebhookMessage);
  }
  async function deliver(delivery: Delivery): Promise<void> {
    const outcome = await attempt(delivery);
    await transact(delivery.organizationId, async (db) => {
      await settle(db, delivery, outcome);
      if (outcome.state === 'failed' && delivery.channel === 'webhook') {
        await countFailedDelivery(db, delivery.organizationId, delivery.recipient);
      }
    });
  }
  return async () => {
    const from = now();
    const until = new Date(from.getTime() + leaseMs);
    // What is due belongs to any organisation: no user is behind this.
    const due = await transact(everyTenant, (db) => leaseDue(db, from, until, batchSize));
    await Promise.all(due.map(deliver));
    return due.length;
  };
}
