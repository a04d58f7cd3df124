import type { Transaction } from '@fiscal/kit';
import { type CallWebhook, nextAttempt } from '@fiscal/kit/webhooks';
import type { Delivery, Mail, WebhookMessage } from '../domain/delivery.ts';
import { countFailedDelivery, type Outcome, settle, webhookTarget } from '../store/index.ts';
import type { SendMail } from './mailer.ts';

/** Makes one attempt at a leased delivery and notes what became of it. */
export type Deliver = (delivery: Delivery) => Promise<void>;

const longestError = 200;

/** Sends by mail or webhook; what fails is tried again later, or given up after the last attempt. */
export function createDeliver(
  transact: Transaction,
  sendMail: SendMail,
  callWebhook: CallWebhook,
  now: () => Date,
): Deliver {
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
  return async (delivery) => {
    const outcome = await attempt(delivery);
    await transact(delivery.organizationId, async (db) => {
      await settle(db, delivery, outcome);
      if (outcome.state === 'failed' && delivery.channel === 'webhook') {
        await countFailedDelivery(db, delivery.organizationId, delivery.recipient);
      }
    });
  };
}
