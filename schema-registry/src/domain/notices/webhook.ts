import { Refusal } from '@fiscal/kit';
import type { NoticeFormat } from './message.ts';
import { type NoticeKind, noticeKinds } from './notice.ts';

/** Where a graph's notices go; the secret that signs them is kept apart. */
export type Webhook = {
  readonly id: string;
  readonly graphId: string;
  /** Null for every variant. */
  readonly variant: string | null;
  readonly url: string;
  readonly format: NoticeFormat;
  readonly kinds: readonly NoticeKind[];
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly lastDeliveredAt: Date | null;
  /** Why the last attempt failed; null when it did not. */
  readonly lastError: string | null;
};

const longestUrl = 2_000;

/** The address of a webhook. @throws Refusal `WEBHOOK_URL_INVALID` for anything but http and https without credentials */
export function readWebhookUrl(text: string): string {
  const url = URL.canParse(text) && text.length <= longestUrl ? new URL(text) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.username || url.password) {
    throw new Refusal('invalid', 'WEBHOOK_URL_INVALID', 'a webhook needs an http or https address without credentials');
  }
  return url.href;
}

/** The kinds of notices that are named; all where none are. @throws Refusal `NOTICE_KIND_UNKNOWN` */
export function readKinds(names: readonly string[]): readonly NoticeKind[] {
  const unknown = names.find((name) => !noticeKinds.some((kind) => kind === name));
  if (unknown !== undefined) {
    throw new Refusal(
      'invalid',
      'NOTICE_KIND_UNKNOWN',
      `there is no notice ${unknown}, only ${noticeKinds.join(', ')}`,
    );
  }
  return names.length === 0 ? noticeKinds : noticeKinds.filter((kind) => names.includes(kind));
}
