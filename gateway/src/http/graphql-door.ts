import type { IncomingMessage, ServerResponse } from 'node:http';
import { Refusal } from '@fiscal/kit';
import type { Params } from '../operation.ts';
import type { Arrival, Handle } from '../request.ts';
import { type MediaType, negotiate } from './accept.ts';
import { addressOf } from './address.ts';
import { streamEvents } from './event-stream.ts';
import { paramsOfBody, paramsOfUrl, requireJson, requirePreflight } from './params.ts';
import { type BodyLimits, readBody } from './read-body.ts';
import { respond } from './respond.ts';

export type DoorOptions = {
  readonly body: BodyLimits;
  /** How many proxies stand in front and may be believed about the client's address. */
  readonly trustedProxies: number;
};

/** Makes the door for GraphQL over HTTP, and over server-sent events for those who accept them. */
export function createGraphqlDoor(handle: Handle<Arrival>, options: DoorOptions) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const type = negotiate(request.headers.accept);
    const answer = await handle({
      transport: type === 'text/event-stream' ? 'sse' : 'http',
      carries: carriedBy(request.method, type),
      ...arrivalOf(request, response, options),
      read: () => readParams(request, response, type, options.body),
    });
    if (type === 'text/event-stream' && answer.kind === 'answered') await streamEvents(response, answer);
    else respond(request, response, answer, type === 'application/graphql-response+json' ? type : 'application/json');
  };
}

/** What every HTTP request tells of its sender. */
export function arrivalOf(request: IncomingMessage, response: ServerResponse, { trustedProxies }: DoorOptions) {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  const { headers } = request;
  return {
    headers,
    authorization: headers.authorization,
    address: addressOf(request, trustedProxies),
    signal: gone.signal,
  };
}

function carriedBy(method: string | undefined, type: MediaType | undefined): Arrival['carries'] {
  const once = method === 'GET' ? (['query'] as const) : (['query', 'mutation'] as const);
  return type === 'text/event-stream' ? [...once, 'subscription'] : once;
}

async function readParams(
  request: IncomingMessage,
  response: ServerResponse,
  type: MediaType | undefined,
  limits: BodyLimits,
): Promise<Params> {
  const { method, headers, url = '/' } = request;
  if (method !== 'GET' && method !== 'POST') throw new Refusal('invalid', 'METHOD_NOT_ALLOWED', 'use GET or POST');
  if (!type) throw new Refusal('invalid', 'NOT_ACCEPTABLE', 'none of the accepted media types can be given');
  if (method === 'POST') {
    requireJson(headers);
    return paramsOfBody(await readBody(request, response, limits));
  }
  // EventSource cannot set a header. It only reads, and a foreign page does not get to see what.
  if (type !== 'text/event-stream') requirePreflight(headers);
  return paramsOfUrl(new URL(url, 'http://gateway'));
}
