import type { GraphQLFormattedError } from 'graphql';
import type { Call } from '../traffic/subgraph-client.ts';

/** Values of an operation's variables, coerced to their types; one without a value is absent. */
export type Variables = Readonly<Record<string, unknown>>;

export type Coerced = { readonly variables: Variables } | { readonly faults: readonly { readonly message: string }[] };

/** What running an operation gives: `data` as JSON text, errors fit for clients. */
export type Reply = {
  readonly data: string;
  readonly errors: readonly GraphQLFormattedError[];
  /** Points that the answer has cost, by what it holds; undefined where that is not counted. */
  readonly cost?: number | undefined;
};

/** One operation, compiled for one graph, one set of granted rules and one set of overrides. */
export type Executable = {
  /** Checks and completes what a client sent as `variables`. */
  coerce(raw: Readonly<Record<string, unknown>> | undefined): Coerced;
  /** The arguments of a subscription's root field. */
  rootArguments(variables: Variables): Readonly<Record<string, unknown>>;
  /** What the operation may cost at most, before it runs (IBM cost specification's weights). */
  estimate(variables: Variables): number;
  /** Whether any subgraph has part in it; none has where the caller may see nothing of what is asked for. */
  readonly asks: boolean;
  /** Whether a subscription's event does not answer it alone, so that subgraphs are asked on behalf of the caller. */
  readonly followsUp: boolean;
  /** The guarded root fields it asks for, each time with the account it is about; undefined: none. */
  guarded(variables: Variables): readonly (readonly [field: string, account: string | undefined])[] | undefined;
  /** Runs it. Never rejects: what fails is told in `errors`. */
  run(variables: Variables, call: Call): Promise<Reply>;
  /** The generated code, for people. */
  readonly source: string;
};

/** Merged answers of subgraphs: plain objects by response name, `__typename` wherever a type is abstract. */
export type Store = Record<string, unknown>;

export type Path = readonly (string | number)[];

/** Something that went wrong at a place of the answer; `path` in the store's names (`_r_x`), made the client's on its way out. */
export type Fault = {
  readonly message: string;
  readonly path?: Path;
  readonly code?: string;
  /** Said by the router itself, about the schema that clients see: it goes out as it is. */
  readonly ours?: boolean;
  /** Nothing but the field at the path is missing by it. */
  readonly alone?: boolean;
  /** For the log only. */
  readonly cause?: unknown;
};

/** The faults of one run. Bounded: what is beyond the bound is counted. */
export type Faults = {
  /** Whether strings in the store may hold what JSON must escape; true unless all of its texts are known to do without. */
  escapes: boolean;
  add(fault: Fault): void;
  /** Whether there is a fault at the place, within it, or at what holds it. */
  covers(path: Path): boolean;
};
