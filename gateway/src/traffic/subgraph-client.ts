import type { IncomingHttpHeaders } from 'node:http';
import type { Identity } from '@fiscal/kit';
import type { Tally } from '../operation.ts';
import type { RequestTrace } from '../telemetry/request-trace.ts';

/** On whose behalf, and within what, subgraphs are asked while one operation runs. */
export type Call = {
  readonly identity: Identity;
  readonly correlationId: string;
  /** In epoch milliseconds. */
  readonly deadlineAt: number;
  /** What the client sent; rules say which of it goes on. */
  readonly clientHeaders: IncomingHttpHeaders;
  readonly subgraphCalls: Tally;
  /** Ends reads nobody waits for any more; writes are never broken off. */
  readonly signal?: { readonly aborted: boolean } | undefined;
  /** The request's part in a trace, for the spans of its calls. */
  readonly trace?: RequestTrace | undefined;
  /** What the event of a subscription says, for the subgraph that consists of events. */
  readonly event?: Readonly<Record<string, unknown>> | undefined;
  /** Answers for the root of a subscription, in place of its subgraph. */
  readonly root?: ((subgraph: string, request: SubgraphRequest, call: Call) => Promise<SubgraphAnswer>) | undefined;
  /** Notes that part of the answer is as old as that, in milliseconds: a subgraph's last good value was taken. */
  readonly stale?: (subgraph: string, ageMs: number) => void;
};

export type SubgraphRequest = {
  readonly type: 'query' | 'mutation' | 'subscription';
  /** The whole body of the POST: `{"query":…,"variables":…}`. */
  readonly body: string;
  /** How old an answer may be that is given while the subgraph is away, from `@cacheControl`; 0: none may. */
  readonly maxStaleMs: number;
};

export type SubgraphError = {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
};

/** A GraphQL response, checked to be one; its data is not checked against any schema. */
export type SubgraphAnswer = {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly SubgraphError[];
  /** Its text held no backslash: no string in it needs one when it is written as JSON again. */
  readonly plain?: boolean;
};

/**
 * Asks one subgraph, within the call's deadline.
 * Errors: Refusal `SUBGRAPH_UNAVAILABLE`, `DEADLINE_EXCEEDED`, `CLIENT_GONE`, `INTERNAL` (masked on its way out).
 */
export type SubgraphClient = {
  send(request: SubgraphRequest, call: Call): Promise<SubgraphAnswer>;
  /**
   * Subscribes, within the call's deadline: an answer a value, in order, until the subgraph ends it; it waits while nobody
   * takes them, and `return` ends it at once. Absent where the subgraph takes no subscriptions. Errors: those of `send`.
   */
  subscribe?(request: SubgraphRequest, call: Call): Promise<AsyncIterableIterator<SubgraphAnswer>>;
  stop(): Promise<void>;
};
