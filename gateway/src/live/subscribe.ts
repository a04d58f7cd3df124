import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Refusal, requireUser } from '@fiscal/kit';
import { resultText, toError } from '../answer.ts';
import { runOperation } from '../execution/run-operation.ts';
import type { Result } from '../operation.ts';
import type { Caller, Ready } from '../request.ts';
import type { Entity, Hub, Interest } from './hub.ts';
import type { Queue } from './queue.ts';
import { createResolve, type PrepareAnew, type Resolve } from './resolve.ts';
import type { LiveStream } from './stream.ts';

/**
 * Opens a subscription. The stream gives a result an event, in order; it throws a Refusal when the caller's token ends
 * (`UNAUTHENTICATED`) or the client reads too slowly (`EVENTS_OVERFLOW`), and ends when the gateway stops.
 */
export type Subscribe = (request: Ready) => Promise<LiveStream | Result>;

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
 * hear nothing is refused. Resolving one event may take `timeoutMs`; `prepareAnew` takes a stream over to another graph.
 */
export function createLive(
  hub: Hub,
  ready: () => Promise<void>,
  prepareAnew: PrepareAnew,
  timeoutMs: number,
  now: () => number,
): Live {
  const streams = new Set<Promise<void>>();
  const open = async (request: Ready) => {
    const interest = interestOf(request);
    // Who may not see what happens is not told either when it does.
    if (!request.executable.asks) return runOperation(request);
    const resolve = createResolve(request, interest.field, prepareAnew, timeoutMs, now);
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

function interestOf({ caller: { identity }, document, executable, variables }: Ready): Interest {
  const caller = requireUser(identity);
  const field = document.facts.subscriptionField;
  if (field === undefined) throw new Error('a valid subscription has one root field');
  return { field, args: executable.rootArguments(variables), caller };
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

function refuseToRefresh(_: Caller): Promise<never> {
  return Promise.reject(new Refusal('forbidden', 'FORBIDDEN', 'subscribe anew with the new token'));
}

/** Written out rather than as a generator, whose `return` would wait for the next event before it has an effect. */
function streamOf(queue: Queue<Entity>, resolve: Resolve, release: () => void): LiveStream {
  const end = () => {
    queue.end();
    release();
  };
  const failWith = (error: unknown): never => {
    end();
    throw error;
  };
  const stream: LiveStream = {
    id: randomUUID(),
    cursor: () => undefined,
    refresh: refuseToRefresh,
    async next() {
      const entity = await queue.take();
      if (entity)
        return { done: false, value: { kind: 'next', text: resultText(await resolve(entity).catch(failWith)) } };
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
