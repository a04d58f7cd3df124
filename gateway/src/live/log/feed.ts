import type { LiveRecord, Lost, Positions } from './record.ts';

/** Is told what comes for one organisation. Must not throw. */
export type Listener = {
  /** Every record of the organisation, in order in its partition, each once. */
  onRecord(record: LiveRecord): void;
  /** What was to be told and is not there any more. */
  onLost(lost: Lost): void;
};

export type Membership = {
  /**
   * Up to where the listener was told everything, moving with every call to it: in a call, what it tells of counts as
   * told. At first: where the log ended when it joined. What lies before is for the log to give. The arrays never change.
   */
  positions(): Positions;
  leave(): void;
};

/** Brings live records to whoever joins, from Kafka itself or handed on by another replica: the same ones, either way. */
export type Feed = {
  /** Errors: Refusal `EVENTS_UNAVAILABLE` while nothing flows, `UNKNOWN_TOPIC`. */
  join(tenant: string, topics: readonly string[], listener: Listener): Promise<Membership>;
  stop(): Promise<void>;
};
