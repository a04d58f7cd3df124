import type { Call, SubgraphRequest } from './subgraph-client.ts';

/** How an attempt ended, for those who trace it. */
export type CallOutcome = {
  /** Of the HTTP response; 0 when there was none. */
  readonly status: number;
  readonly bytes: number;
  /** The code of the refusal, when there was no answer. */
  readonly code: string | undefined;
};

/** One attempt as it is traced. */
export type CallSpan = {
  /** Go with the request, as name, value, name, value …: the trace's context. */
  readonly headers: readonly string[];
  end(outcome: CallOutcome): void;
};

/** Is told of every attempt as it is sent; undefined: it is not traced. */
export type OnCall = (subgraph: string, request: SubgraphRequest, call: Call, again: boolean) => CallSpan | undefined;
