import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { GuardedRequest } from '../outbound/index.ts';

/** Calls a webhook with a message, which is sent as JSON; the id is the same for every attempt. */
export type CallWebhook = (
  id: string,
  target: { readonly url: string; readonly secret: string },
  message: object,
) => Promise<void>;

const timeoutMs = 15_000;
const mostAnswerBytes = 64 * 1024;

/** Calls a webhook, signed after Standard Webhooks (id, timestamp and signature headers); any answer but 2xx is an error. */
export function createCallWebhook(request: GuardedRequest, now: () => Date): CallWebhook {
  return async (id, { url, secret }, message) => {
    const at = now();
    const body = JSON.stringify(message);
    const headers = {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, at, body),
    };
    const { status } = await request(url, { method: 'POST', headers, body, timeoutMs, mostBytes: mostAnswerBytes });
    if (status < 200 || status > 299) throw new Error(`answered ${status}`);
  };
}

/** A Standard Webhooks secret: 24 random bytes in base64 behind `whsec_`. */
export function newWebhookSecret(): string {
  return `whsec_${randomBytes(24).toString('base64')}`;
}
