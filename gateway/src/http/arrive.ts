import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Params } from '../operation.ts';
import type { Arrival } from '../request.ts';
import { addressOf } from './address.ts';
import { clientGone } from './client-gone.ts';

/** What an HTTP request tells of its sender. */
export function arrive(
  request: IncomingMessage,
  response: ServerResponse,
  how: {
    readonly transport: Arrival['transport'];
    readonly carries: Arrival['carries'];
    readonly trustedProxies: number;
  },
  read: () => Promise<Params>,
): Arrival {
  const { headers } = request;
  return {
    transport: how.transport,
    carries: how.carries,
    headers,
    authorization: headers.authorization,
    address: addressOf(request, how.trustedProxies),
    isCacheable: how.transport === 'http' && request.method === 'GET',
    signal: clientGone(response),
    read,
  };
}
