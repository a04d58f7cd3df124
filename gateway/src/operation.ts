import type { GraphQLFormattedError } from 'graphql';

/** What a client asks for, as it was sent. Without `query` when `extensions` name one that is kept (APQ). */
export type Params = {
  readonly query?: string | undefined;
  readonly operationName?: string | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
};

/** Counts what one request cost. */
export type Tally = { add(): void; count(): number };

/** One GraphQL response, errors already fit for clients. */
export type Result = {
  /** As JSON text, `null` included: it goes out as it is. Absent when nothing was executed. */
  readonly data?: string;
  readonly errors?: readonly GraphQLFormattedError[];
  readonly extensions?: Readonly<Record<string, unknown>>;
};
