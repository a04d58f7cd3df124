import { randomUUID } from 'node:crypto';
import { type CallOptions, type ClientMiddleware, type ClientMiddlewareCall, Metadata } from 'nice-grpc-common';
import { callContext, remainingMs } from '../context.ts';
import type { Identity, MintToken } from '../identity/index.ts';
import { type Breaker, type RetryBudget, retry, withDeadline } from '../resilience/index.ts';
import { callerError, isAway, refusalOf } from './status.ts';

/** What a caller may say about one call. */
export type GrpcCallOptions = {
  /** On whose behalf; absent, the calling service speaks for itself. */
  readonly identity?: Identity;
  /** For the whole of a unary call, or for each message of a stream; 5000 when absent, less when the request has less left. */
  readonly timeoutMs?: number;
};

export type ClientCallDependencies = {
  readonly audience: string;
  readonly service: string;
  readonly mint: MintToken;
  readonly breaker: Breaker;
  readonly budget: RetryBudget;
};

type Steps<R> = ReturnType<ClientMiddlewareCall<unknown, R>['next']>;
type Step<R> = Awaited<ReturnType<Steps<R>['next']>>;
type OpenCall<R> = { readonly first: Step<R>; next(): Promise<Step<R>>; end(): Promise<void> };

const defaultTimeoutMs = 5_000;
const retries = 2;

/**
 * What happens to every call that goes out: it gets a deadline, an internal token and the correlation id, passes the
 * breaker, is tried again within the budget when nobody answered and its contract says that it is idempotent, and its
 * errors come back as Refusals. A stream is tried again only before its first message.
 */
export function createClientCall(dependencies: ClientCallDependencies): ClientMiddleware<GrpcCallOptions> {
  return async function* clientCall(call, options) {
    try {
      const open = await openCall(call, options, dependencies);
      try {
        let step = open.first;
        for (; !step.done; step = await open.next()) yield step.value;
        return step.value;
      } finally {
        await open.end();
      }
    } catch (error) {
      throw callerError(error);
    }
  };
}

/** Calls until the first answer, a stream's first message or a unary call's only one. */
function openCall<Q, R>(
  call: ClientMiddlewareCall<Q, R>,
  options: CallOptions & GrpcCallOptions,
  dependencies: ClientCallDependencies,
): Promise<OpenCall<R>> {
  const { breaker, budget } = dependencies;
  const timeoutMs = remainingMs(options.timeoutMs ?? defaultTimeoutMs);
  const deadlineAt = call.responseStream ? callContext()?.deadlineAt : Date.now() + timeoutMs;
  const attempt = (signal: AbortSignal) =>
    breaker.execute(async () => {
      const metadata = await metadataFor(dependencies, options, deadlineAt);
      return startCall(call, { ...options, metadata }, signal, timeoutMs);
    });
  const again = call.method.options.idempotencyLevel === undefined || call.requestStream ? 0 : retries;
  return withDeadline(
    timeoutMs,
    (signal) => retry(() => attempt(signal), again, budget, isAway, signal),
    options.signal,
  );
}

async function metadataFor(
  { audience, service, mint }: ClientCallDependencies,
  { identity = { kind: 'service', via: service }, metadata }: CallOptions & GrpcCallOptions,
  deadlineAt: number | undefined,
): Promise<Metadata> {
  const result = Metadata(metadata);
  result.set('authorization', `Bearer ${await mint(audience, identity)}`);
  result.set('x-correlation-id', callContext()?.correlationId ?? randomUUID());
  if (deadlineAt !== undefined) result.set('x-timeout-ms', String(Math.max(deadlineAt - Date.now(), 0)));
  return result;
}

/** One attempt. `opening` ends it only until the first answer; after that each message has `timeoutMs` of its own. */
async function startCall<Q, R>(
  call: ClientMiddlewareCall<Q, R>,
  { identity: _, timeoutMs: __, signal: outer, ...options }: CallOptions & GrpcCallOptions,
  opening: AbortSignal,
  timeoutMs: number,
): Promise<OpenCall<R>> {
  const ended = new AbortController();
  let trailer: Metadata | undefined;
  const onTrailer = (received: Metadata) => {
    trailer = received;
    options.onTrailer?.(received);
  };
  const steps: Steps<R> = call.next(call.request, {
    ...options,
    onTrailer,
    signal: ended.signal,
  });
  const take = async (signal: AbortSignal): Promise<Step<R>> => {
    const end = () => ended.abort();
    signal.addEventListener('abort', end, { once: true });
    try {
      return await steps.next();
    } catch (error) {
      throw signal.aborted ? signal.reason : refusalOf(error, trailer);
    } finally {
      signal.removeEventListener('abort', end);
    }
  };
  return {
    first: await take(opening),
    next: async () => withDeadline(remainingMs(timeoutMs), take, outer),
    end: async () => {
      // Nothing reads the value.
      await steps.return(undefined as never);
    },
  };
}
