import {
  type CallContext as GrpcCallContext,
  ServerError,
  type ServerMiddleware,
  type ServerMiddlewareCall,
  Status,
} from 'nice-grpc-common';
import { type CallContext, withCallContext } from '../context.ts';
import { bearerToken, requestContext } from '../graphql/request-context.ts';
import type { Identity, VerifyToken } from '../identity/index.ts';
import { log } from '../log.ts';
import { Refusal } from '../refusal.ts';
import { refusalCodeKey, statusOf } from './status.ts';

const identities = new WeakMap<GrpcCallContext, Identity>();

/** On whose behalf a call is made. Errors: Error when the call did not come through `grpcPart`, a fault of the wiring. */
export function identityOf(call: GrpcCallContext): Identity {
  const identity = identities.get(call);
  if (!identity) throw new Error('the call has no identity');
  return identity;
}

/**
 * What happens to every call that comes in: its context is read, its internal token verified, its refusals told by
 * status and code, its bugs logged and masked.
 */
export function createServerCall(verify: VerifyToken): ServerMiddleware {
  return async function* serverCall(call, grpcContext) {
    const context = readContext(grpcContext);
    const startedAt = performance.now();
    let status = Status.OK;
    try {
      const token = bearerToken({ authorization: grpcContext.metadata.get('authorization') });
      identities.set(grpcContext, await withCallContext(context, () => verify(token)));
      return yield* under(context, grpcContext.signal, call.next(call.request, grpcContext));
    } catch (error) {
      const told = tell(error, call.method.path, grpcContext, context);
      status = told instanceof ServerError ? told.code : Status.CANCELLED;
      throw told;
    } finally {
      const ms = Math.round(performance.now() - startedAt);
      withCallContext(context, () => log.info({ rpc: call.method.path, status: Status[status], ms }, 'gRPC call'));
    }
  };
}

/** Unlike over HTTP the deadline is not capped: back-fill takes long, and only services get this far. */
function readContext({ metadata }: GrpcCallContext): CallContext {
  const { correlationId } = requestContext({ 'x-correlation-id': metadata.get('x-correlation-id') });
  const timeoutMs = Number(metadata.get('x-timeout-ms') ?? Number.NaN);
  return timeoutMs >= 0 ? { correlationId, deadlineAt: Date.now() + timeoutMs } : { correlationId };
}

type Steps<R> = ReturnType<ServerMiddlewareCall<unknown, R>['next']>;

/** Runs each step of a call under its context, until its caller goes away. */
async function* under<R>(context: CallContext, signal: AbortSignal, steps: Steps<R>) {
  try {
    for (;;) {
      const step = await withCallContext(context, () => steps.next());
      if (step.done) return step.value;
      yield step.value;
      signal.throwIfAborted();
    }
  } finally {
    // Lets the implementation clean up after a stream that its reader left; nothing reads the value.
    await withCallContext(context, () => steps.return(undefined as never));
  }
}

function tell(error: unknown, rpc: string, { trailer, signal }: GrpcCallContext, context: CallContext): unknown {
  if (error instanceof Refusal) {
    trailer.set(refusalCodeKey, error.code);
    return new ServerError(statusOf(error), error.message);
  }
  if (signal.aborted) return signal.reason;
  withCallContext(context, () => log.error({ err: error, rpc }, 'a gRPC method failed'));
  return new ServerError(Status.INTERNAL, 'internal error');
}
