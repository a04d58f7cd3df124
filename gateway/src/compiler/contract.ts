import type { SourceLocation } from 'graphql';
import type { UsageFacts } from './document/usage-facts.ts';
import type { LiveDeclaration } from './live/declaration.ts';

/** One operation of a document, as a client names it. */
export type DocumentKey = { readonly text: string; readonly operationName?: string | undefined };

/** A fault of a document, fit for clients. */
export type DocumentFault = {
  readonly code: string;
  readonly message: string;
  readonly locations?: readonly SourceLocation[];
};

/**
 * What a caller must show to be given part of a graph (federation's `@authenticated`, `@requiresScopes`, `@policy`).
 * Scopes and policies: one of the groups, all of its members.
 */
export type Rule =
  | { readonly kind: 'authenticated' }
  | { readonly kind: 'scopes'; readonly anyOf: readonly (readonly string[])[] }
  | { readonly kind: 'policy'; readonly anyOf: readonly (readonly string[])[] };

/** What is known of an operation once it is read: everything that does not depend on who asks. */
export type DocumentFacts = {
  readonly type: 'query' | 'mutation' | 'subscription';
  readonly name: string | undefined;
  /** The rules that decide over some part of it; none when anybody gets the same. */
  readonly rules: readonly Rule[];
  /** Labels of progressive overrides that its plan may depend on. */
  readonly labels: readonly string[];
  /** The field a subscription listens to; undefined for other operations. */
  readonly subscriptionField: string | undefined;
  /** Of a subscription: the same for what asks for the same, however its document is written. */
  readonly signature?: string | undefined;
  /** Of a subscription: the name of the document's only query. */
  readonly initialQuery?: string | undefined;
  /** Whether it asks for the schema. */
  readonly introspects: boolean;
  /** Seconds its answer may be kept by a shared cache, from `@cacheControl`; 0 when it may not. */
  readonly maxAgeSeconds: number;
  /** Only where usage is reported. */
  readonly usage?: UsageFacts | undefined;
};

export type ReadOutcome = { readonly facts: DocumentFacts } | { readonly faults: readonly DocumentFault[] };

/** How an operation is to be compiled: for whom (one answer for each rule of its facts), and with which overrides. */
export type Variant = { readonly granted: readonly boolean[]; readonly labels: readonly string[] };

/** The source of a function's body; `link` in execution/ makes an `Executable` of it. */
export type Compiled = { readonly source: string };

/** Answers to introspection, as JSON texts by their places in the answer. */
export type Introspections = Readonly<Record<string, string>>;

export type SubgraphEntry = {
  readonly name: string;
  readonly url: string;
  /** Its own schema as text, where it is reached by other means than HTTP (a subgraph that consists of events). */
  readonly sdl?: string;
};

/** Makes code of operations. Pure and slow: it runs in a thread of its own. */
export type Compiler = {
  /** The schema that clients see, as text. */
  readonly apiSdl: string;
  /** Subgraphs with their routing URLs, in the supergraph's order. */
  readonly subgraphs: readonly SubgraphEntry[];
  /** The subscription fields that events feed. */
  readonly liveFields: readonly LiveDeclaration[];
  read(key: DocumentKey): ReadOutcome;
  /** Only for a key that was read without faults. Errors: an Error when the planner finds no plan. */
  compile(key: DocumentKey, variant: Variant): Compiled;
  /**
   * What an operation asks of the schema itself, as far as its code does not hold the answer: JSON texts by place.
   * Only for a key that was read without faults, with coerced variables.
   */
  introspect(key: DocumentKey, variables: Readonly<Record<string, unknown>>): Introspections;
};
