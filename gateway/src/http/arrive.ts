import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Params } from '../operation.ts';
import type { Arrival } from '../request.ts';
import { addressOf } from './address.ts';

/**
 * What an HTTP request tells of its sender. The signal of the client's going is made when somebody looks at it: most
 * requests are answered before anybody does.
 */
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
  let gone: AbortController | undefined;
  return {
    transport: how.transport,
    carries: how.carries,
    headers,
    authorization: headers.authorization,
    address: addressOf(request, how.trustedProxies),
    get signal() {
      gone ??= goneOf(response);
      return gone.signal;
    },
    read,
  };
}

function goneOf(response: ServerResponse): AbortController {
  const gone = new AbortController();
  if (response.destroyed) gone.abort();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  return gone;
}
