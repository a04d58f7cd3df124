import type { IncomingMessage } from 'node:http';
import type { Arrival, ClientGone } from '../request.ts';
import { addressOf } from './address.ts';

/** What an HTTP request tells of its sender. */
export function arrive(
  request: Pick<IncomingMessage, 'headers' | 'method' | 'socket'>,
  gone: ClientGone,
  how: {
    readonly transport: Arrival['transport'];
    readonly carries: Arrival['carries'];
    readonly trustedProxies: number;
  },
  read: Arrival['read'],
): Arrival {
  const { headers } = request;
  return {
    transport: how.transport,
    carries: how.carries,
    headers,
    authorization: headers.authorization,
    address: addressOf(request, how.trustedProxies),
    isCacheable: how.transport === 'http' && request.method === 'GET',
    signal: gone,
    read,
  };
}
