import { log, Refusal, requireUser, withCallContext } from '@fiscal/kit';
import { resultText } from '../../answer.ts';
import { runOperation } from '../../execution/run-operation.ts';
import type { Result } from '../../operation.ts';
import type { Caller, Ready } from '../../request.ts';
import type { SubgraphAnswer } from '../../traffic/subgraph-client.ts';
import type { Caps } from '../caps.ts';
import { draining, graphChanged, left, signedOut } from '../ending.ts';
import type { FieldMetrics } from '../metrics.ts';
import type { PrepareAgain } from '../regroup.ts';
import type { Revocations } from '../revocations.ts';
import { wantsSnapshot } from '../snapshot.ts';
import type { LiveStream } from '../stream.ts';
import { streamOf } from '../stream-of.ts';
import { createTokenClock } from '../token-clock.ts';
import { findRoot, type Root } from './find-root.ts';
import { createSubgraphStream, type SubgraphStream } from './subgraph-stream.ts';

/** Subscriptions whose root field is of an ordinary subgraph. */
export type SubgraphStreams = {
  /**
   * Subscribes there. Each value is answered as an event is: the rest of the plan runs on it. Errors: Refusal
   * `SUBSCRIPTION_UNSUPPORTED`, `TOO_MANY_SUBSCRIPTIONS`, `RESUBSCRIBE_LATER`, `CURSOR_INVALID`, `NO_SNAPSHOT`,
   * `UNAUTHENTICATED`; those of `SubgraphClient.subscribe`.
   */
  open(request: Ready): Promise<LiveStream | Result>;
  /** Takes those over that ask the same in the graph that is current now, and ends the others. */
  onGraphChanged(): Promise<void>;
  /** Tells every client to come back elsewhere. */
  drain(): void;
  size(): number;
};

export type SubgraphStreamsOptions = {
  readonly caps: Caps;
  readonly revocations: Revocations;
  readonly prepareAgain: PrepareAgain;
  readonly currentGraph: () => Ready['graph'];
  readonly metricsOf: (field: string) => Pick<FieldMetrics, 'opened' | 'closed'>;
  /** For what is asked besides the root, of one value. */
  readonly timeoutMs: number;
  readonly spreadMs: number;
  readonly random: () => number;
  readonly now: () => number;
};

type Opened = { request: Ready; readonly root: Root; readonly stream: SubgraphStream; unwatch: () => void };

export function createSubgraphStreams(options: SubgraphStreamsOptions): SubgraphStreams {
  const { caps, revocations, prepareAgain, currentGraph, metricsOf, timeoutMs, spreadMs, random, now } = options;
  const all = new Set<Opened>();

  const resolveBy = (opened: () => Opened) => async (answer: SubgraphAnswer) => {
    const { request } = opened();
    const { graph, correlationId } = request;
    const deadlineAt = now() + timeoutMs;
    graph.enter();
    try {
      const run = () => runOperation(request, undefined, deadlineAt, async () => answer);
      return resultText(await withCallContext({ correlationId, deadlineAt }, run));
    } finally {
      graph.leave();
    }
  };
  /** Where nothing tells of revoked sessions, a session lasts as long as its token. */
  const watch = async ({ identity }: Caller, stream: SubgraphStream) => {
    const { tenantId, sessionId } = requireUser(identity);
    const onRevoked = () => stream.end(signedOut('the session has ended'));
    return revocations.watch(tenantId, sessionId, onRevoked).catch((error: unknown) => {
      if (error instanceof Refusal && error.code === 'EVENTS_UNAVAILABLE') return () => undefined;
      throw error;
    });
  };
  /** Goes by another graph, or other claims, if these ask the subgraph for the same. */
  const takeOver = async (opened: Opened, caller: Caller) => {
    const next: Ready = { ...opened.request, caller, deadlineAt: now() + timeoutMs };
    do await prepareAgain(next);
    while (next.graph !== currentGraph());
    const root = await findRoot(next);
    if (!('subgraph' in root) || root.subgraph !== opened.root.subgraph || root.asked.body !== opened.root.asked.body)
      throw new Refusal('conflict', 'GRAPH_CHANGED', 'the graph has changed: subscribe anew');
    opened.request = next;
  };
  const begin = async (
    request: Ready,
    root: Root,
    subscribe: NonNullable<ReturnType<Ready['graph']['subscriberOf']>>,
  ) => {
    const { tenantId } = requireUser(request.caller.identity);
    const metrics = metricsOf(request.document.facts.subscriptionField ?? '');
    const release = caps.admit(tenantId);
    const source = await subscribe(root.asked, root.call).catch((error: unknown) => {
      release();
      throw error;
    });
    metrics.opened();
    const stream = createSubgraphStream(
      source,
      resolveBy(() => opened),
      () => {
        clock.stop();
        opened.unwatch();
        all.delete(opened);
        metrics.closed();
        release();
      },
    );
    const clock = createTokenClock(
      { warn: stream.warn, end: () => stream.end(signedOut('the access token has expired')) },
      now,
    );
    const opened: Opened = { request, root, stream, unwatch: () => undefined };
    all.add(opened);
    const signIn = async (caller: Caller) => {
      const unwatch = await watch(caller, stream);
      opened.unwatch();
      opened.unwatch = unwatch;
      if (stream.isOver()) return unwatch();
      clock.set(caller.expiresAt);
    };
    try {
      await signIn(request.caller);
    } catch (error) {
      stream.end(left);
      throw error;
    }
    return { opened, signIn };
  };

  return {
    async open(request) {
      if (request.resumeFrom !== undefined || request.params.extensions?.resumeFrom !== undefined)
        throw new Refusal('invalid', 'CURSOR_INVALID', 'the cursor is not valid for this subscription');
      if (wantsSnapshot(request))
        throw new Refusal('invalid', 'NO_SNAPSHOT', 'this subscription does not come from events: it has no snapshot');
      const root = await findRoot(request);
      if (!('subgraph' in root)) return root;
      const subscribe = request.graph.subscriberOf(root.subgraph);
      if (!subscribe) throw new Refusal('invalid', 'SUBSCRIPTION_UNSUPPORTED', 'nothing feeds this subscription');
      const { opened, signIn } = await begin(request, root, subscribe);
      const callerNow = () => opened.request.caller;
      return streamOf(opened.stream, callerNow, async (caller) => {
        await takeOver(opened, caller);
        await signIn(caller);
      });
    },
    async onGraphChanged() {
      for (const opened of [...all]) {
        if (opened.stream.isOver() || opened.request.graph === currentGraph()) continue;
        try {
          await takeOver(opened, opened.request.caller);
        } catch (error) {
          if (!(error instanceof Refusal)) log.error({ err: error }, 'a subscription could not be taken over');
          const reason = error instanceof Refusal ? error.message : 'the graph has changed: subscribe anew';
          const end = () => opened.stream.end(graphChanged(reason, Math.ceil(random() * spreadMs)));
          setTimeout(end, random() * spreadMs).unref();
        }
      }
    },
    drain() {
      for (const { stream } of [...all]) stream.end(draining(Math.ceil(random() * spreadMs)));
    },
    size: () => all.size,
  };
}
