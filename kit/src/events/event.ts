/** A fact as CloudEvents 1.0 tells it, with the house's two extension attributes. */
export type Event<D = unknown> = {
  /** Unique for ever; what consumers recognise a second delivery by. */
  readonly id: string;
  /** For example `fiscal.invoice.archived.v1`. */
  readonly type: string;
  /** Who says so: `/auth`, `/invoice`, `/notification`. */
  readonly source: string;
  /** The aggregate's id, which is also the Kafka key: order holds per subject. */
  readonly subject: string;
  /** The organisation it concerns, `-` when none. */
  readonly tenant: string;
  /** The aggregate's version after the change; 0 when the aggregate has none. */
  readonly aggregateVersion: number;
  /** When it happened, RFC 3339. */
  readonly time: string;
  /** W3C trace context of the change; filled in by the outbox. */
  readonly traceparent?: string;
  readonly data: D;
};
