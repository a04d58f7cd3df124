import type { Identity } from '@fiscal/kit';
import type { GraphQLFormattedError } from 'graphql';
import type { Tally } from '../operation.ts';

/** On whose behalf, and within what, a subgraph is asked. */
export type Call = {
  readonly identity: Identity;
  readonly subgraphCalls: Tally;
  /** Ends reads nobody waits for any more; writes are never broken off. */
  readonly signal?: AbortSignal;
  /** What the event of a subscription says, for the subgraph that consists of events. */
  readonly event?: Readonly<Record<string, unknown>>;
};

export type SubgraphRequest = {
  readonly query: string;
  readonly operationName?: string | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
};

export type SubgraphAnswer = {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly GraphQLFormattedError[];
};

/**
 * Asks one subgraph. Errors: Refusal `SUBGRAPH_UNAVAILABLE` or `DEADLINE_EXCEEDED`; anything else is a fault of ours.
 * What the subgraph itself refuses is in the answer's `errors`.
 */
export type SubgraphClient = {
  fetch(request: SubgraphRequest, call: Call): Promise<SubgraphAnswer>;
  stop(): Promise<void>;
};
