import type { Change } from '../changes/change.ts';

/** What was sent of the input types of an operation's variables, as the Router reports it. */
export type SentInputs = {
  /** By input type and field: how often it had a value, was null, and was left out. */
  readonly inputFields: Readonly<Record<string, Readonly<Record<string, SentField>>>>;
  /** By enum and value: how often it was sent. */
  readonly enumValues: Readonly<Record<string, Readonly<Record<string, number>>>>;
};

/** How often an input field had a value, how often that was null, and how often it was left out. */
export type SentField = { readonly refs: number; readonly nullRefs: number; readonly missing: number };

/** An operation that clients run, or may run. */
export type RecordedOperation = {
  readonly id: string;
  /** A signature, or the document of a client. */
  readonly document: string;
  /** `emptied`, as in signatures: strings are "", numbers 0, lists [] and objects {}. Unless told otherwise it is so. */
  readonly literals?: 'emptied' | 'kept';
  /** What clients sent in its variables, where it was recorded. */
  readonly sent?: SentInputs;
};

/** What is checked: both API schemas as SDL, and the changes between them. */
export type OperationCheckInput = {
  readonly from: string;
  readonly to: string;
  readonly changes: readonly Change[];
  readonly operations: readonly RecordedOperation[];
};

/** An error that an operation gets and did not get before. */
export type OperationError = {
  readonly message: string;
  /** Of what in the old schema it is about; null where that is nothing the schema names. */
  readonly coordinate: string | null;
};

/** What the change of a schema does to operations. */
export type OperationCheck = {
  /** Those that the new schema refuses, with the fingerprints of the changes that did it; none where nothing else told. */
  readonly broken: readonly {
    readonly id: string;
    readonly errors: readonly OperationError[];
    readonly changes: readonly string[];
  }[];
  /**
   * Those that changes may surprise, or break by values that nobody recorded, with the fingerprints of those changes. An
   * operation that is broken is here, too, when other changes than those that break it may touch it.
   */
  readonly potentially: readonly { readonly id: string; readonly changes: readonly string[] }[];
  /** How many were held against both schemas. */
  readonly checked: number;
  /** The ids of those that are no GraphQL document, or too big a one. */
  readonly unreadable: readonly string[];
};
