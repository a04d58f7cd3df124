/** Something on its way out of the house. Its id is the same for every attempt, so that a receiver can tell a repeat. */
export type Delivery = {
  readonly id: string;
  readonly organizationId: string;
  readonly channel: 'email' | 'webhook';
  /** An e-mail address, or a webhook's id. */
  readonly recipient: string;
  readonly message: Mail | WebhookMessage;
  /** Attempts begun, this one included. */
  readonly attempts: number;
};

export type Mail = { readonly subject: string; readonly text: string };
/** The body of a webhook call (Standard Webhooks, «Payload structure»). */
export type WebhookMessage = {
  readonly type: string;
  /** ISO 8601, UTC. */
  readonly timestamp: string;
  readonly data: Readonly<Record<string, unknown>>;
};
