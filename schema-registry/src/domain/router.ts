/** An instance of a router, and what it runs, as it said last. */
export type Router = {
  /** `graph@variant` */
  readonly ref: string;
  /** Names it among those of its variant. */
  readonly instance: string;
  readonly clientName: string;
  readonly clientVersion: string;
  /** The name of the key that it asks with. */
  readonly keyName: string;
  /** Null until it has said so. */
  readonly launchId: string | null;
  readonly runningSince: Date;
  readonly lastPollAt: Date;
};

/** How long an instance that no longer asks is shown. */
export const routerIsShownMs = 24 * 60 * 60_000;
