import { Refusal } from '@fiscal/kit';
import type { NotificationKind } from './notification.ts';

export type Webhook = {
  readonly id: string;
  readonly organizationId: string;
  readonly url: string;
  readonly kinds: readonly NotificationKind[];
  readonly createdAt: Date;
  readonly failedDeliveries: number;
};

export const mostWebhooks = 10;
const longestUrl = 2048;

/** A webhook's address as it is kept. Refuses with URL_NOT_ALLOWED what is no absolute http(s) address or carries credentials. */
export function readWebhookUrl(text: string): string {
  const url = text.length <= longestUrl && URL.canParse(text) ? new URL(text) : null;
  if (!url || !['https:', 'http:'].includes(url.protocol) || url.username || url.password) {
    throw new Refusal('invalid', 'URL_NOT_ALLOWED', 'a webhook needs an absolute address without credentials');
  }
  return url.href;
}
