/** A request by POST. */
export type LaneRequest = {
  readonly path: string;
  /** As name, value, name, value … Those that many requests have alike are one list for all of them. */
  readonly shares: readonly string[];
  readonly headers: readonly string[];
  readonly body: string;
  /** Whether it may be under way on a connection together with others. */
  readonly shared: boolean;
};

/** What one who receives an answer may do about it. Without effect once it has ended. */
export type Control = {
  /** Ends the request; the receiver is told of the error. */
  abort(reason: Error): void;
  pause(): void;
  resume(): void;
};

/** One who receives an answer. Either `onResponseEnd` or `onResponseError` is called in the end, and once. */
export type Receiver = {
  onRequestStart(control: Control): void;
  /** With a status below 200, another one follows. */
  onResponseStart(control: Control, status: number, headers: Readonly<Record<string, unknown>>): void;
  /** The bytes are the receiver's until `onResponseEnd` returns. */
  onResponseData(control: Control, bytes: Buffer): void;
  onResponseEnd(): void;
  onResponseError(control: unknown, error: Error): void;
};

/** A connection to a subgraph; it is made when it is needed, and again when it was lost. */
export type Lane = {
  dispatch(request: LaneRequest, receiver: Receiver): void;
  close(): Promise<void>;
};
