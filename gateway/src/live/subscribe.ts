import { setTimeout as wait } from 'node:timers/promises';
import type { PlanNode, SubscriptionNode } from '@apollo/query-planner';
import { Refusal, requireUser, withCallContext } from '@fiscal/kit';
import { type FieldNode, getArgumentValues, getVariableValues, Kind, type SelectionSetNode } from 'graphql';
import { toError } from '../answer.ts';
import type { Result } from '../operation.ts';
import type { Parsed } from '../request.ts';
import type { Entity, Hub, Interest } from './hub.ts';
import type { Queue } from './queue.ts';

/**
 * Opens a subscription. The stream gives a result an event, in order; it throws a Refusal when the caller's token ends
 * (`UNAUTHENTICATED`) or the client reads too slowly (`EVENTS_OVERFLOW`), and ends when the gateway stops.
 */
export type Subscribe = (request: Parsed) => Promise<AsyncIterableIterator<Result> | Result>;

/** A timer of Node's takes no longer delay than this. */
const maxDelayMs = 2 ** 31 - 1;

export type Live = {
  readonly subscribe: Subscribe;
  /** Ends every stream once what waits in it is given, and waits up to 5 s for that. */
  close(): Promise<void>;
};

const closeMs = 5_000;

/**
 * Makes what opens subscriptions that a hub feeds. `ready` rejects while events do not flow: a subscription that would
 * hear nothing is refused. Resolving one event may take `timeoutMs`.
 */
export function createLive(hub: Hub, ready: () => Promise<void>, timeoutMs: number, now: () => number): Live {
  const streams = new Set<Promise<void>>();
  const open = async (request: Parsed) => {
    const interest = interestOf(request);
    const resolve = createResolve(request, interest.field, timeoutMs, now);
    await ready().catch(refuseDeaf);
    const queue = hub.join(interest);
    const stopClock = endWithToken(queue, request.caller.expiresAt, now);
    return streamOf(queue, resolve, track(streams, stopClock));
  };
  return {
    subscribe: (request) => open(request).catch(asResult),
    async close() {
      hub.close();
      const timer = new AbortController();
      const late = wait(closeMs, undefined, { signal: timer.signal }).catch(() => undefined);
      await Promise.race([Promise.all(streams), late]);
      timer.abort();
    },
  };
}

/** Notes a stream as open; gives back what notes that it has ended. */
function track(streams: Set<Promise<void>>, stopClock: () => void): () => void {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  streams.add(ended);
  return () => {
    stopClock();
    streams.delete(ended);
    end();
  };
}

function asResult(error: unknown): Result {
  if (error instanceof Refusal) return { errors: [toError(error)] };
  throw error;
}

function interestOf({ caller: { identity }, graph, operation, params }: Parsed): Interest {
  const caller = requireUser(identity);
  const node = rootField(operation.node.selectionSet, operation.fragments);
  const field = graph.schema.getSubscriptionType()?.getFields()[node?.name.value ?? ''];
  if (!node || !field) throw new Error('a valid subscription has one root field');
  const definitions = operation.node.variableDefinitions ?? [];
  const variables = getVariableValues(graph.schema, definitions, params.variables ?? {}).coerced ?? {};
  return { field: field.name, args: getArgumentValues(field, node, variables), caller };
}

/** The one root field of a subscription, which may lie in a fragment. */
function rootField(set: SelectionSetNode, fragments: Parsed['operation']['fragments']): FieldNode | undefined {
  const [first] = set.selections;
  if (first?.kind === Kind.FIELD || !first) return first;
  const within = first.kind === Kind.INLINE_FRAGMENT ? first : fragments[first.name.value];
  return within && rootField(within.selectionSet, fragments);
}

/** Resolves an event's selection: what the event gives, then the rest of the plan through the graph. */
function createResolve(request: Parsed, field: string, timeoutMs: number, now: () => number) {
  const { graph, operation, params, caller, correlationId, subgraphCalls } = request;
  const { node } = graph.planner(operation);
  if (node?.kind !== 'Subscription') throw new Error('a subscription was not planned as one');
  const plan = { kind: 'QueryPlan' as const, node: toSequence(node) };
  return (entity: Entity) =>
    withCallContext({ correlationId, deadlineAt: now() + timeoutMs }, () =>
      graph.executor(plan, operation, params.variables, {
        identity: caller.identity,
        subgraphCalls,
        event: { [field]: entity },
      }),
    );
}

/** The executor refuses a plan that is a subscription, and runs its two halves as what they are for one event. */
function toSequence({ primary, rest }: SubscriptionNode): PlanNode {
  return { kind: 'Sequence', nodes: rest ? [primary, rest] : [primary] };
}

function refuseDeaf(cause: unknown): never {
  throw new Refusal('unavailable', 'EVENTS_UNAVAILABLE', 'events do not flow now; try again soon', { cause });
}

/** Ends the queue when the token does; gives back what takes that off again. */
function endWithToken(queue: Queue<Entity>, expiresAt: number | undefined, now: () => number): () => void {
  if (expiresAt === undefined) return () => undefined;
  const expired = new Refusal('unauthenticated', 'UNAUTHENTICATED', 'the access token has expired');
  const timer = setTimeout(() => queue.end(expired), Math.min(Math.max(expiresAt - now(), 0), maxDelayMs));
  timer.unref();
  return () => clearTimeout(timer);
}

type Resolve = (entity: Entity) => Promise<Result>;

/** Written out rather than as a generator, whose `return` would wait for the next event before it has an effect. */
function streamOf(queue: Queue<Entity>, resolve: Resolve, release: () => void): AsyncIterableIterator<Result> {
  const end = () => {
    queue.end();
    release();
  };
  const stream: AsyncIterableIterator<Result> = {
    async next() {
      const entity = await queue.take();
      if (entity) return { done: false, value: await resolve(entity) };
      release();
      return { done: true, value: undefined };
    },
    async return() {
      end();
      return { done: true, value: undefined };
    },
    async throw(error) {
      end();
      throw error;
    },
    [Symbol.asyncIterator]: () => stream,
  };
  return stream;
}
