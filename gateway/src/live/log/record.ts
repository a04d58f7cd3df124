import type { Event } from '@fiscal/kit/events';

/** What an event says about itself, in the headers of its record. */
export type EventHead = Omit<Event, 'data'>;

/** A record of the log. Its payload is parsed when it is asked for: whose it is decides whether anybody does. */
export type LiveRecord = {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** Whose it is: the header `ce_tenant`, `-` where there is none. Told also where the rest cannot be read. */
  readonly tenant: string;
  /** Undefined when the headers cannot be read. */
  readonly head: EventHead | undefined;
  /** The payload. Errors: UndecodableMessage. */
  data(): unknown;
  /** The payload as it was written, for who hands it on unparsed. Undefined where it is not said to be JSON. */
  text?(): string | undefined;
};

/**
 * Records of a partition that cannot be given: from offset `from` up to, and without, `to`, where reading goes on. Both are
 * the same when a log was made anew and is empty: what was at the end of the old one may be lost, and nobody knows.
 */
export type Lost = {
  readonly topic: string;
  readonly partition: number;
  readonly from: number;
  readonly to: number;
  /** `gone`, also where nothing is said: the log does not hold them any more. `unreadable`: it does, damaged or in an unknown compression. */
  readonly reason?: 'gone' | 'unreadable';
};

/** Where a reader stands: the offset of the next record, by topic, for each of its partitions. Kafka's offsets fit. */
export type Positions = Readonly<Record<string, readonly number[]>>;
