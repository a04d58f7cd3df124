import { ClientError, type Metadata, Status } from 'nice-grpc-common';
import { Refusal, type RefusalKind } from '../refusal.ts';
import { deadlineExceeded, serviceUnavailable } from '../resilience/index.ts';

/** The trailer that carries a refusal's code; an error without it came from the wire, or is a bug. */
export const refusalCodeKey = 'refusal-code';

const statusOfKind: Readonly<Record<RefusalKind, Status>> = {
  invalid: Status.INVALID_ARGUMENT,
  unauthenticated: Status.UNAUTHENTICATED,
  forbidden: Status.PERMISSION_DENIED,
  not_found: Status.NOT_FOUND,
  conflict: Status.FAILED_PRECONDITION,
  limited: Status.RESOURCE_EXHAUSTED,
  unavailable: Status.UNAVAILABLE,
};

const kindOfStatus = new Map(
  Object.entries(statusOfKind).map(([kind, status]) => [status, kind as RefusalKind /* the keys are the kinds */]),
);
kindOfStatus.set(Status.DEADLINE_EXCEEDED, 'unavailable');

/** A peer that went away in the middle of a call ends it with CANCELLED. */
const awayStatuses: readonly Status[] = [Status.UNAVAILABLE, Status.CANCELLED];

/** The gRPC status that a refusal is told with. */
export function statusOf({ kind, code }: Refusal): Status {
  return code === 'DEADLINE_EXCEEDED' ? Status.DEADLINE_EXCEEDED : statusOfKind[kind];
}

/** The peer's own refusal, when the trailer says that it is one; the error as it is otherwise. */
export function refusalOf(error: unknown, trailer: Metadata | undefined): unknown {
  const code = trailer?.get(refusalCodeKey);
  if (!(error instanceof ClientError) || code === undefined) return error;
  const kind = kindOfStatus.get(error.code);
  return kind === undefined ? error : new Refusal(kind, code, error.details, { cause: error });
}

/** Whether nobody answered the call. */
export function isAway(error: unknown): boolean {
  return error instanceof ClientError && awayStatuses.includes(error.code);
}

/** What a caller sees of a failed call: Refusals; anything that is not one is a bug on one of the two sides. */
export function callerError(error: unknown): unknown {
  if (!(error instanceof ClientError)) return error;
  if (isAway(error)) return serviceUnavailable(error);
  if (error.code === Status.DEADLINE_EXCEEDED) return deadlineExceeded(error);
  return new Error(`${error.path} failed with ${Status[error.code]}`, { cause: error });
}
