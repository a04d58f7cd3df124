/** Who sent an operation, as the headers `apollographql-client-name` and `-version` say; empty where they do not. */
export type Client = { readonly name: string; readonly version: string };

/** How often one client sent an operation within an hour. */
export type Use = { readonly client: Client; readonly hour: Date; readonly requests: number; readonly errors: number };

/** How variables filled an input field or named an enum value (`Type.field`, `Enum.VALUE`). */
export type InputUse = {
  readonly coordinate: string;
  readonly present: number;
  readonly nulls: number;
  readonly missing: number;
};

/** What a report says of one operation. */
export type ReportedOperation = {
  /** SHA-256 in hex of the report's key: name and signature. */
  readonly signatureHash: string;
  /** Empty for an operation without a name. */
  readonly name: string;
  /** The signature: literals emptied, aliases removed, parts sorted. */
  readonly document: string;
  /** The fields it asks for, `Type.field`. */
  readonly fields: readonly string[];
  readonly inputs: readonly InputUse[];
  readonly uses: readonly Use[];
};

/** What a server or router says its clients sent. */
export type UsageReport = {
  /** `graph@variant`, as the reporter says it. */
  readonly ref: string;
  readonly operations: readonly ReportedOperation[];
  /** Requests that were no valid operation; they have no part in checks. */
  readonly unreadable: number;
};

/** How often a client sent something. */
export type ClientUsage = Client & { readonly requests: number };

/** How often a field was asked for, and by whom. */
export type FieldUsage = {
  /** `Type.field`. */
  readonly coordinate: string;
  readonly requests: number;
  /** The beginning of the hour. */
  readonly lastSeen: Date;
  readonly clients: readonly ClientUsage[];
};

/** How often an operation was sent, and by whom. */
export type OperationUsage = Omit<FieldUsage, 'coordinate'> & {
  readonly signatureHash: string;
  readonly name: string;
  readonly document: string;
  readonly errors: number;
};

/** A field that is deprecated, or that nobody asked for in a while. */
export type FieldToRetire = {
  readonly coordinate: string;
  /** Why it is deprecated, where it is. */
  readonly deprecated: string | null;
  /** Null where nobody ever did, as far back as anything is kept. */
  readonly lastSeen: Date | null;
};
