import { setTimeout as wait } from 'node:timers/promises';
import { log, Refusal, requireUser } from '@fiscal/kit';
import { toError } from '../answer.ts';
import { runOperation } from '../execution/run-operation.ts';
import type { Result } from '../operation.ts';
import type { Ready } from '../request.ts';
import { createSubgraphStreams } from './at-subgraph/subgraph-streams.ts';
import { draining, graphChanged, left } from './ending.ts';
import type { Interest } from './interest.ts';
import { type OpenOptions, openSubscriber, type Subscriber, Unanswered } from './open-stream.ts';
import { createRegroup, type PrepareAgain } from './regroup.ts';
import type { AskInitial } from './snapshot.ts';
import type { LiveStream } from './stream.ts';
import { streamOf } from './stream-of.ts';

/**
 * Opens a subscription; `ask` runs the query that it may begin with. The stream gives a response an event, in order, and
 * says when there is a gap. What refuses it is told in the result.
 */
export type Subscribe = (request: Ready, ask: AskInitial) => Promise<LiveStream | Result>;

export type Live = {
  readonly subscribe: Subscribe;
  /** Another graph is current: takes open subscriptions over to it, and ends those that cannot be. Never rejects. */
  onGraphChanged(): Promise<void>;
  /** Tells every client to come back elsewhere, once it has what waits for it. Takes 7 s at most. */
  close(): Promise<void>;
  /** How many subscriptions are open. */
  size(): number;
  /** How many events wait for clients. */
  waiting(): number;
};

export type LiveOptions = OpenOptions & {
  readonly readInterest: (request: Ready) => Interest | undefined;
  readonly prepareAgain: PrepareAgain;
  readonly currentGraph: () => Ready['graph'];
  /** For what a value of a subscription at a subgraph is completed with. */
  readonly timeoutMs: number;
  /** Those who are sent away come back within this time, not all at once. */
  readonly spreadMs: number;
  readonly random: () => number;
};

const drainMs = 5_000;
const closeMs = 2_000;
/** Subscriptions that are taken over to another graph at a time. */
const atATime = 16;

/** Makes what opens subscriptions to events and looks after them. */
export function createLive(options: LiveOptions): Live {
  const { readInterest, prepareAgain, currentGraph, groups, spreadMs, random } = options;
  const subscribers = new Set<Subscriber>();
  const regroup = createRegroup(groups, readInterest, prepareAgain, currentGraph);
  const atSubgraphs = createSubgraphStreams(options);
  let isClosing = false;
  let emptied = () => {};

  const forget = (subscriber: Subscriber) => {
    subscribers.delete(subscriber);
    if (subscribers.size === 0) emptied();
  };
  const endLater = (subscriber: Subscriber, reason: string) => {
    const timer = setTimeout(
      () => subscriber.session.end(graphChanged(reason, random() * spreadMs)),
      random() * spreadMs,
    );
    timer.unref();
  };
  const takeOver = async (subscriber: Subscriber) => {
    const { request, session } = subscriber;
    if (session.isOver() || request.graph === currentGraph()) return;
    try {
      await regroup(subscriber, request.caller);
    } catch (error) {
      if (!(error instanceof Refusal)) log.error({ err: error }, 'a subscription could not be taken over');
      endLater(subscriber, error instanceof Refusal ? error.message : 'the graph has changed: subscribe anew');
    }
  };
  const open = async (request: Ready, ask: AskInitial): Promise<LiveStream | Result> => {
    requireUser(request.caller.identity);
    // Who may not see what happens is not told either when it does.
    if (!request.executable.asks) return runOperation(request);
    if (isClosing) throw new Refusal('unavailable', 'GATEWAY_DRAINING', 'this gateway stops; subscribe elsewhere');
    const interest = readInterest(request);
    if (!interest) return atSubgraphs.open(request);
    let isGone = false;
    const subscriber = await openSubscriber(request, interest, ask, options, (ended) => {
      isGone = true;
      forget(ended);
    });
    if (!isGone) subscribers.add(subscriber);
    if (isClosing) subscriber.session.end(draining(spreadMs * random()));
    await takeOver(subscriber);
    const { session } = subscriber;
    const callerNow = () => subscriber.request.caller;
    return streamOf(session, callerNow, async (caller) => {
      await regroup(subscriber, caller);
      await subscriber.signIn(caller);
    });
  };
  const settle = async (ms: number) => {
    if (subscribers.size === 0) return;
    const empty = new Promise<void>((resolve) => {
      emptied = resolve;
    });
    const timer = new AbortController();
    await Promise.race([empty, wait(ms, undefined, { signal: timer.signal }).catch(() => undefined)]);
    timer.abort();
  };

  return {
    subscribe: (request, ask) => open(request, ask).catch(asResult),
    async onGraphChanged() {
      const all = [...subscribers].values();
      const work = async () => {
        for (const subscriber of all) await takeOver(subscriber);
      };
      await Promise.all([atSubgraphs.onGraphChanged(), ...Array.from({ length: atATime }, work)]);
    },
    async close() {
      isClosing = true;
      atSubgraphs.drain();
      for (const { session } of [...subscribers]) session.end(draining(spreadMs * random()));
      await settle(drainMs);
      for (const { session } of [...subscribers]) session.end({ ...draining(spreadMs * random()), isPatient: false });
      await settle(closeMs);
      for (const { session } of [...subscribers]) session.end(left);
    },
    size: () => subscribers.size + atSubgraphs.size(),
    waiting: () => [...subscribers].reduce((sum, { session }) => sum + session.waiting(), 0),
  };
}

function asResult(error: unknown): Result {
  if (error instanceof Unanswered) return error.result;
  if (error instanceof Refusal) return { errors: [toError(error)] };
  throw error;
}
