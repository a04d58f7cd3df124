import { Client } from 'undici';
import type { Lane } from './lane.ts';

/**
 * Makes a connection by undici, for streams of HTTP/2 where the server speaks it. It has no timeouts of
 * undici's own: calls are watched against the request's deadline, which none of them knows.
 */
export function createUndiciLane(
  { origin, protocol }: URL,
  { connectTimeoutMs, http2 }: { readonly connectTimeoutMs: number; readonly http2: boolean },
  perConnection: number,
): Lane {
  const client = new Client(origin, {
    connect: { timeout: connectTimeoutMs },
    pipelining: perConnection,
    headersTimeout: 0,
    bodyTimeout: 0,
    allowH2: http2,
    ...(http2 ? { h2Options: { maxConcurrentStreams: perConnection, useH2c: protocol === 'http:' } } : {}),
  });
  return {
    dispatch: ({ path, shares, headers, body, shared }, receiver) => {
      const request = { path, method: 'POST' as const, headers: [...shares, ...headers], body };
      client.dispatch({ ...request, idempotent: shared, blocking: !shared }, receiver);
    },
    close: async () => {
      if (!client.destroyed) await client.close();
    },
  };
}
