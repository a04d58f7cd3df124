import { Refusal } from '@fiscal/kit';
import { deadlineExceeded } from '@fiscal/kit/resilience';

/** Why an attempt came to nothing. Texts of refusals go to clients, so they name nothing inside; the cause is for the log. */
export type Fault = {
  readonly refusal: Refusal;
  /** Whether the subgraph failed; undefined when it says nothing about it. */
  readonly failed: boolean | undefined;
  /** Whether another attempt may fare better: the connection broke, or the subgraph said that it is not ready. */
  readonly retryable: boolean;
};

/** Of the connection, as Node and undici name them. Other codes say that something came which is no HTTP. */
const connectionCodes = new Set([
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_SOCKET',
]);

/** Of requests that cannot even be written. */
const unsendableCodes = new Set(['UND_ERR_INVALID_ARG', 'UNFIT_HEADER']);

/** The subgraph did not answer, or with something that cannot be used. */
export function unavailable(subgraph: string, why: string, cause?: unknown): Fault {
  return { refusal: unavailableRefusal(subgraph, why, cause), failed: true, retryable: false };
}

/** The subgraph says that it cannot answer now. */
export function notReady(subgraph: string, why: string): Fault {
  return { refusal: unavailableRefusal(subgraph, why), failed: true, retryable: true };
}

/** We did not ask, because of what we know of the subgraph or because too many wait already. */
export function notAsked(subgraph: string, why: string): Fault {
  return { refusal: unavailableRefusal(subgraph, why), failed: undefined, retryable: false };
}

/** The subgraph does not accept our own token. Not the client's to hear: the code is masked on its way out. */
export function tokenRefused(subgraph: string): Fault {
  const cause = new Error(`${subgraph}: the internal token was not accepted`);
  const refusal = new Refusal('unavailable', 'INTERNAL', 'internal error', { cause });
  return { refusal, failed: false, retryable: false };
}

/** `failed`: whether the subgraph had the time that it may be expected to answer in. */
export function outOfTime(subgraph: string, failed: boolean): Fault {
  const refusal = deadlineExceeded(new Error(`${subgraph}: no answer in time`));
  return { refusal, failed: failed || undefined, retryable: false };
}

/** Nobody waits for the answer any more. */
export function clientGone(): Fault {
  const refusal = new Refusal('unavailable', 'CLIENT_GONE', 'nobody waits for the answer any more');
  return { refusal, failed: undefined, retryable: false };
}

/** What an error of undici or of the socket below it means. */
export function connectionFault(subgraph: string, error: Error): Fault {
  const code = 'code' in error ? String(error.code) : '';
  if (unsendableCodes.has(code)) return unsendable(subgraph, error);
  return { ...unavailable(subgraph, error.message, error), retryable: connectionCodes.has(code) };
}

/** A request that we cannot even make is a fault of ours. */
export function unsendable(subgraph: string, error: unknown): Fault {
  const cause = new Error(`${subgraph}: the request could not be made`, { cause: error });
  const refusal = new Refusal('unavailable', 'INTERNAL', 'internal error', { cause });
  return { refusal, failed: undefined, retryable: false };
}

function unavailableRefusal(subgraph: string, why: string, cause?: unknown): Refusal {
  return new Refusal('unavailable', 'SUBGRAPH_UNAVAILABLE', 'a part of the graph is not available now', {
    cause: new Error(`${subgraph}: ${why}`, { cause }),
  });
}
