import type { IncomingMessage, ServerResponse } from 'node:http';
import { Refusal } from '@fiscal/kit';
import type { Answer, Arrival, Handle } from '../request.ts';
import { type MediaType, negotiate } from './accept.ts';
import { arrive } from './arrive.ts';
import { askEach, type Batching, checkBatch, joined } from './batch.ts';
import { streamEvents } from './event-stream.ts';
import { askedInSearch, jsonOfBody, requireJson, requirePreflight, toParams } from './params.ts';
import { type BodyLimits, readBody } from './read-body.ts';
import { respond, send } from './respond.ts';

export type DoorOptions = {
  readonly body: BodyLimits;
  /** How many proxies stand in front and may be believed about the client's address. */
  readonly trustedProxies: number;
  /** Whether requests are refused that a foreign page can make a browser send unasked. */
  readonly csrf: boolean;
  readonly batching: Batching;
};

/** Makes the door for GraphQL over HTTP, and over server-sent events for those who accept them. */
export function createGraphqlDoor(handle: Handle<Arrival>, options: DoorOptions) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const type = negotiate(request.headers.accept);
    let others: Promise<Answer[]> | undefined;
    const how = {
      transport: type === 'text/event-stream' ? ('sse' as const) : ('http' as const),
      carries: carriedBy(request.method, type),
      trustedProxies: options.trustedProxies,
    };
    const arrival = arrive(request, response, how, async () => {
      const asked = await readAsked(request, response, type, options);
      if (!Array.isArray(asked)) return toParams(asked);
      checkBatch(asked, type === 'text/event-stream' ? { enabled: false, max: 0 } : options.batching);
      // The first of them stands for all when it comes to who may ask; the rest follow from here.
      others = askEach(asked.slice(1), arrival, handle);
      return toParams(asked[0]);
    });
    const answer = await handle(arrival);
    const plain = type === 'application/graphql-response+json' ? type : 'application/json';
    if (others) send(request, response, { status: 200, type: plain, ...joined([answer, ...(await others)]) });
    else if (type === 'text/event-stream' && answer.kind === 'answered') await streamEvents(response, answer);
    else respond(request, response, answer, plain);
  };
}

const ways = {
  GET: ['query'],
  POST: ['query', 'mutation'],
  streamedGET: ['query', 'subscription'],
  streamedPOST: ['query', 'mutation', 'subscription'],
} as const;

function carriedBy(method: string | undefined, type: MediaType | undefined): Arrival['carries'] {
  if (type === 'text/event-stream') return method === 'GET' ? ways.streamedGET : ways.streamedPOST;
  return method === 'GET' ? ways.GET : ways.POST;
}

/** What is asked, as JSON. Errors: Refusals of all kinds. */
async function readAsked(
  request: IncomingMessage,
  response: ServerResponse,
  type: MediaType | undefined,
  { body, csrf }: DoorOptions,
): Promise<unknown> {
  const { method, headers, url = '/' } = request;
  if (method !== 'GET' && method !== 'POST') throw new Refusal('invalid', 'METHOD_NOT_ALLOWED', 'use GET or POST');
  if (!type) throw new Refusal('invalid', 'NOT_ACCEPTABLE', 'none of the accepted media types can be given');
  if (method === 'POST') {
    requireJson(headers);
    return jsonOfBody(await readBody(request, response, body));
  }
  // EventSource cannot set a header. It only reads, and a foreign page does not get to see what.
  if (csrf && type !== 'text/event-stream') requirePreflight(headers);
  const search = url.indexOf('?');
  return askedInSearch(search === -1 ? '' : url.slice(search + 1));
}
