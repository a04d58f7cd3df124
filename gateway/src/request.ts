import type { IncomingHttpHeaders } from 'node:http';
import type { Identity } from '@fiscal/kit';
import type { OperationTypeNode } from 'graphql';
import type { Graph } from './graph/load.ts';
import type { Operation, Params, Result, Tally } from './operation.ts';

/** Whether a client has gone before its answer was there: to be asked, or as a signal for those who must be told. */
export type ClientGone = { readonly aborted: boolean; toSignal(): AbortSignal };

/** A request as its transport brought it: nothing of it is read or believed yet. */
export type Arrival = {
  readonly transport: 'http' | 'sse' | 'ws' | 'rest';
  /** Of the client, for limits on those who did not sign in. */
  readonly address: string;
  readonly headers: IncomingHttpHeaders;
  readonly authorization: string | undefined;
  /** The kinds of operation that may come this way: a GET changes nothing, and only streams carry subscriptions. */
  readonly carries: readonly `${OperationTypeNode}`[];
  /** Aborted when the client is gone. */
  readonly signal: ClientGone;
  /** Reads what is asked; called only after the caller was found to be within its limits. */
  readonly read: () => Promise<Params>;
};

export type Correlated = Arrival & {
  readonly correlationId: string;
  /** When the client stops waiting for an answer, in epoch milliseconds. */
  readonly deadlineAt: number;
  readonly subgraphCalls: Tally;
};

/** Who asks; `expiresAt` (epoch milliseconds) is when the access token ends. */
export type Caller = { readonly identity: Identity; readonly expiresAt?: number };

export type Identified = Correlated & { readonly caller: Caller };

export type Asked = Identified & { readonly params: Params };

/** The graph is the one that was current when the document was validated: a request sees one graph to its end. */
export type Parsed = Asked & { readonly operation: Operation; readonly graph: Graph };

/**
 * What a request comes to. `refused`: turned away before GraphQL had a say, so its HTTP status counts on every
 * transport. `answered`: a GraphQL response, perhaps one with errors only, or a stream of them.
 */
export type Answer = {
  readonly kind: 'refused' | 'answered';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly result: Result | AsyncIterableIterator<Result>;
  readonly operation?: { readonly type: `${OperationTypeNode}`; readonly name: string | undefined };
};

export type Handle<Request> = (request: Request) => Promise<Answer>;

/** One step in the life of a request: it may refuse, add what it found out, and change the answer on its way back. */
export type Stage<In, Out = In> = (request: In, next: Handle<Out>) => Promise<Answer>;

type Chain<In, Out> = {
  to<Next>(following: Stage<Out, Next>): Chain<In, Next>;
  end(handle: Handle<Out>): Handle<In>;
};

/** Begins a row of stages; each hands on what the next one needs, which the compiler checks. */
export function chain<In, Out>(stage: Stage<In, Out>): Chain<In, Out> {
  return {
    to: (following) => chain((request, next) => stage(request, (enriched) => following(enriched, next))),
    end: (handle) => (request) => stage(request, handle),
  };
}
