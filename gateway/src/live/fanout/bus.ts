/** One interest in a channel. */
export type Subscription = {
  /** Resolves when the bus has confirmed it, or could not within its time. Never rejects. */
  readonly settled: Promise<void>;
  /** Whether messages come now. */
  live(): boolean;
  /** Whether none come, and nothing is under way to change that. */
  failed(): boolean;
  leave(): void;
};

/** Brings texts to whoever listens now, each at most once, in the order of their publishing by one process. */
export type Bus = {
  /** Errors: when it is not taken within a deadline, or too many wait to be. */
  publish(channel: string, text: string): Promise<void>;
  /** Hears the channel; what `onText` throws hurts nobody else. Comes back by itself after an outage. */
  subscribe(channel: string, onText: (text: string) => void): Subscription;
  /** Asks whether the connections are alive, and subscribes anew where that failed. To be called every now and then. */
  mend(): Promise<void>;
  stop(): Promise<void>;
};
