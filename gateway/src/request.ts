import type { IncomingHttpHeaders } from 'node:http';
import type { Identity } from '@fiscal/kit';
import type { Series } from '@fiscal/kit/tracing';
import type { DocumentFacts } from './compiler/contract.ts';
import type { Document } from './documents/document.ts';
import type { Executable, Variables } from './execution/executable.ts';
import type { Graph } from './graph/graph.ts';
import type { LiveStream } from './live/stream.ts';
import type { Params, Result, Tally } from './operation.ts';
import type { RequestTrace } from './telemetry/request-trace.ts';

type OperationType = DocumentFacts['type'];

/** Whether a client has gone before its answer was there, asked when that matters. */
export type ClientGone = { readonly aborted: boolean };

/** A request as its transport brought it: nothing of it is read or believed yet. */
export type Arrival = {
  readonly transport: 'http' | 'sse' | 'multipart' | 'ws' | 'rest' | 'library';
  /** Of the client, for limits on those who did not sign in. */
  readonly address: string;
  readonly headers: IncomingHttpHeaders;
  readonly authorization: string | undefined;
  /** Who asks, where that is known without a token: in process, never from a client. */
  readonly caller?: Caller | undefined;
  /** The kinds of operation that may come this way: a GET changes nothing, and only streams carry subscriptions. */
  readonly carries: readonly OperationType[];
  /** Whether a cache on the way may keep the answer if the operation allows it: a GET that is answered whole. */
  readonly isCacheable?: boolean;
  readonly signal?: ClientGone | undefined;
  /** From where a subscription goes on, as the transport has it; `extensions.resumeFrom` wins. */
  readonly resumeFrom?: string | undefined;
  /** Reads what is asked; called only after the caller was found to be within its limits. */
  readonly read: () => Params | Promise<Params>;
};

export type Correlated = Arrival & {
  readonly correlationId: string;
  /** When the client stops waiting for an answer, in epoch milliseconds. */
  readonly deadlineAt: number;
  readonly subgraphCalls: Tally;
  /** Headers of the answer, whatever it will be; a stage adds its own. */
  readonly answerHeaders: Record<string, string>;
  /** Its part in a trace; undefined until that was opened. */
  readonly trace: RequestTrace | undefined;
  /** When the operation was ready to run, in epoch milliseconds. */
  readonly preparedAt: number | undefined;
  /** Whether the caller's points were charged for it. */
  readonly isCharged: boolean;
  /** What is left of the caller's points; undefined until they were charged. */
  readonly remainingPoints: number | undefined;
  /** Points that the answer came to; undefined where that is not counted, or not yet. */
  readonly actualCost: number | undefined;
  /** Where that is counted. */
  readonly actualCosts: Series | undefined;
};

/** Who asks; `expiresAt` (epoch milliseconds) is when the access token ends. */
export type Caller = { readonly identity: Identity; readonly expiresAt?: number };

export type Identified = Correlated & { readonly caller: Caller };

export type Asked = Identified & { readonly params: Params };

/** `text` is the document, as it was sent or as it was kept under the hash that was sent. */
export type Worded = Asked & { readonly text: string; readonly persistAs: string | undefined };

/** The graph is the one that was current when the document was looked up: a request sees one graph to its end. */
export type Held = Worded & { readonly graph: Graph };

export type Known = Held & { readonly document: Document };

/** One answer for each rule of the document's facts. */
export type Granted = Known & { readonly granted: readonly boolean[] };

/** The labels of the document's facts that hold for this request. */
export type Labelled = Granted & { readonly labels: readonly string[] };

export type Prepared = Labelled & { readonly executable: Executable };

export type Ready = Prepared & { readonly variables: Variables };

/** `cost`: what the operation is estimated at, in points. */
export type Priced = Ready & { readonly cost: number };

/**
 * A request has one record, made when it arrives, and each stage writes on it what it found out: copying it at every
 * stage would cost more than most stages do. A stage may read what the type of its request names, and nothing else.
 */
export type RequestRecord = { -readonly [Name in keyof Priced]: Priced[Name] };

/**
 * What a request comes to. `refused`: turned away before GraphQL had a say, so its HTTP status counts on every
 * transport. `answered`: a GraphQL response, perhaps one with errors only, or a stream of them.
 */
export type Answer = {
  readonly kind: 'refused' | 'answered';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly result: Result | LiveStream;
  readonly operation?: Pick<DocumentFacts, 'type' | 'name' | 'usage'>;
};

/** Answers a request. One that waits for nothing need not make a promise. */
export type Handle<Request> = (request: Request) => Answer | Promise<Answer>;

/**
 * One step in the life of a request: it may refuse, add what it found out, and change the answer on its way back. Given
 * the step after it, once, when the row is made: so a request costs no function of its own.
 */
export type Stage<In, Out = In> = (next: Handle<Out>) => Handle<In>;

type Chain<In, Out> = {
  to<Next>(following: Stage<Out, Next>): Chain<In, Next>;
  end(handle: Handle<Out>): Handle<In>;
};

/** Begins a row of stages; each hands on what the next one needs, which the compiler checks. */
export function chain<In, Out>(stage: Stage<In, Out>): Chain<In, Out> {
  return {
    to: (following) => chain((next) => stage(following(next))),
    end: (handle) => stage(handle),
  };
}
