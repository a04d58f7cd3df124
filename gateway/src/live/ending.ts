import { Refusal } from '@fiscal/kit';
import { ToldRefusal } from '../told-refusal.ts';

/** How a stream ends, other than by its client. */
export type Ending = {
  /** Whether what waits is given before; otherwise it is left to whoever goes on from the cursor. */
  readonly isPatient: boolean;
  /** What the stream gives last, as a GraphQL response. */
  readonly lastText?: (cursor: string | undefined) => string;
  /** When the client may come back. */
  readonly retryAfterMs?: number;
  /** What it throws instead. */
  readonly toError?: (cursor: string | undefined) => Refusal;
};

/** The gateway stops. */
export function draining(retryAfterMs: number): Ending {
  return told('GATEWAY_DRAINING', 'this gateway stops; go on from the cursor', true, retryAfterMs);
}

/** The graph has no such operation any more, or not for this caller. */
export function graphChanged(reason: string, retryAfterMs: number): Ending {
  return told('GRAPH_CHANGED', reason, true, retryAfterMs);
}

/** More waits than a client may have waiting. Nothing is lost: the cursor lies before what was not given. */
export function tooSlow(retryAfterMs: number): Ending {
  return told('CLIENT_TOO_SLOW', 'events came faster than they were read; go on from the cursor', false, retryAfterMs);
}

/** The token has ended, or its session. */
export function signedOut(message: string): Ending {
  const toError = (cursor: string | undefined) =>
    new ToldRefusal('unauthenticated', 'UNAUTHENTICATED', message, { cursor });
  return { isPatient: false, toError };
}

/** Something went wrong that the client must hear of. */
export function failed(error: unknown): Ending {
  const toError = (cursor: string | undefined) =>
    error instanceof Refusal
      ? new ToldRefusal(error.kind, error.code, error.message, { cursor })
      : new ToldRefusal('unavailable', 'EVENTS_UNAVAILABLE', 'events do not flow now; go on from the cursor', {
          cursor,
        });
  return { isPatient: false, toError };
}

/** The client is gone. */
export const left: Ending = { isPatient: false };

function told(code: string, message: string, isPatient: boolean, waitMs: number): Ending {
  const retryAfterMs = Math.ceil(waitMs);
  const lastText = (cursor: string | undefined) => {
    const error = { message, extensions: { code, retryAfterMs, cursor } };
    return JSON.stringify({ data: null, errors: [error], extensions: { cursor } });
  };
  return { isPatient, lastText, retryAfterMs };
}
