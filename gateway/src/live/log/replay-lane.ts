import type { LiveRecord, Lost, Positions } from './record.ts';

/** Is told what a replay reads. What it throws ends the replay. */
export type Replaying = {
  /** A record of the tenant, in order in its partition. Nothing more is read for it until what it gives back is resolved. */
  onRecord(record: LiveRecord): void | Promise<void>;
  /** What was asked for and cannot be given. */
  onLost(lost: Lost): void | Promise<void>;
  /** Everything of the partition before this offset was handed on. */
  onAdvance(topic: string, partition: number, next: number): void;
  /** Nothing is left. Called in the same turn in which `to` was asked: what the feed tells from now on comes next. */
  onCaughtUp(): void;
};

/** Reads the log for clients that come back, many at a time, without taking the room of those that are live. */
export type ReplayLane = {
  /**
   * Reads from the positions to where `to` stands, again and again while that moves, until nothing is left. Errors: those
   * of the log; the reason of the signal.
   */
  replay(
    tenant: string,
    from: Positions,
    to: () => Positions,
    replaying: Replaying,
    signal: AbortSignal,
  ): Promise<void>;
  /** How many reads are under way, and how many wait for their turn. */
  load(): { readonly reading: number; readonly waiting: number };
};

export type LaneLimits = {
  /** Reads at a time, of the process and of one tenant. */
  readonly reads: number;
  readonly readsOfTenant: number;
  /** Records a second that are read for one tenant, its own and others between them; a second's worth may come at once. */
  readonly recordsPerSecond: number;
};
