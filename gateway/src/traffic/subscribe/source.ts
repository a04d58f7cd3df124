import type { SubgraphAnswer } from '../subgraph-client.ts';

/** What it takes to subscribe at a subgraph. */
export type Opening = {
  /** For the log and the causes of refusals. */
  readonly subgraph: string;
  readonly url: URL;
  /** The internal token among them. */
  readonly headers: Readonly<Record<string, string>>;
  /** The operation: `{"query":…,"variables":…}`. */
  readonly body: string;
  readonly connectTimeoutMs: number;
  /** Until the subgraph has taken the subscription; in milliseconds from now. */
  readonly timeoutMs: number;
  /** Of one value. */
  readonly maxAnswerBytes: number;
};

/**
 * The values of a subscription at a subgraph, in order, as it sends them: it is held up while nobody takes them. Ends when
 * the subgraph says so. `return` has its effect at once. Errors: Refusal `SUBGRAPH_UNAVAILABLE`, `DEADLINE_EXCEEDED`.
 */
export type Source = AsyncIterableIterator<SubgraphAnswer>;
