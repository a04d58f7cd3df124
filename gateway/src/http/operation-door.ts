import type { IncomingMessage, ServerResponse } from 'node:http';
import { Refusal } from '@fiscal/kit';
import type { Authenticate } from '../admission/authenticate.ts';
import { refused } from '../answer.ts';
import type { Params } from '../operation.ts';
import type { Answer, Arrival, Caller, Handle } from '../request.ts';
import { type Accepted, negotiate } from './accept.ts';
import { arrive } from './arrive.ts';
import { askEach, checkBatch, joined } from './batch.ts';
import { clientGone } from './client-gone.ts';
import type { DoorOptions } from './graphql-door.ts';
import { multipartFraming } from './multipart/framing.ts';
import { askedInSearch, jsonOfBody, requireJson, requirePreflight, toParams } from './params.ts';
import { readBody } from './read-body.ts';
import { respond, send } from './respond.ts';
import { eventFraming } from './sse/framing.ts';
import type { Tickets } from './sse/tickets.ts';
import { asksForWarning, type Framing } from './streams/framing.ts';
import type { OpenStreams } from './streams/open-streams.ts';
import { streamResponse } from './streams/stream-response.ts';

type OperationDoorOptions = DoorOptions & {
  readonly handle: Handle<Arrival>;
  readonly authenticate: Authenticate;
  readonly open: OpenStreams;
  readonly tickets: Tickets;
};

/** Makes what answers an operation by the response to its own request: whole, or as a stream. */
export function createOperationDoor(options: OperationDoorOptions) {
  const { handle, authenticate, open, trustedProxies, body } = options;
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const accepted = negotiate(request.headers.accept);
    let others: Promise<Answer[]> | undefined;
    let params: Params = {};
    const how = {
      transport: transportOf(accepted),
      carries: carriedBy(request.method, accepted),
      trustedProxies,
    };
    const came = arrive(request, clientGone(response), how, async () => {
      requireReadable(request, accepted, options);
      const asked = request.method === 'POST' ? jsonOfBody(await readBody(request, response, body)) : searched(request);
      const isBatch = Array.isArray(asked);
      if (isBatch) checkBatch(asked, accepted.stream ? { enabled: false, max: 0 } : options.batching);
      // The first of them stands for all when it comes to who may ask; the rest follow from here.
      if (isBatch) others = askEach(asked.slice(1), arrival, handle);
      params = toParams(isBatch ? asked[0] : asked);
      return params;
    });
    let arrival: Arrival;
    try {
      arrival = accepted.stream === 'sse' ? withSearch(came, request, options.tickets) : came;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return respond(request, response, refused(error), 'application/json');
    }
    const answer = await handle(arrival);
    const plain = accepted.plain ?? 'application/json';
    if (others) {
      send(request, response, { status: 200, type: plain, ...joined([answer, ...(await others)]) });
    } else if (isStreamed(answer, accepted)) {
      const framing = framingFor(request, accepted, params);
      const caller = await callerOf(authenticate, arrival.authorization);
      await streamResponse(request, response, answer, framing, caller, open, options.streams);
    } else respond(request, response, answer, plain);
  };
}

function transportOf({ stream, prefersEvents }: Accepted): Arrival['transport'] {
  if (stream === 'multipart') return 'multipart';
  return prefersEvents ? 'sse' : 'http';
}

const ways = {
  GET: ['query'],
  POST: ['query', 'mutation'],
  streamedGET: ['query', 'subscription'],
  streamedPOST: ['query', 'mutation', 'subscription'],
} as const;

function carriedBy(method: string | undefined, { stream }: Accepted): Arrival['carries'] {
  if (stream) return method === 'GET' ? ways.streamedGET : ways.streamedPOST;
  return method === 'GET' ? ways.GET : ways.POST;
}

/** Refuses what cannot be read or answered. Errors: Refusals of all kinds. */
function requireReadable({ method, headers }: IncomingMessage, accepted: Accepted, { csrf }: DoorOptions): void {
  if (method !== 'GET' && method !== 'POST') throw new Refusal('invalid', 'METHOD_NOT_ALLOWED', 'use GET or POST');
  if (!accepted.plain && !accepted.stream)
    throw new Refusal('invalid', 'NOT_ACCEPTABLE', 'none of the accepted media types can be given');
  if (method === 'POST') requireJson(headers);
  // EventSource cannot set a header. It only reads, and a foreign page does not get to see what.
  else if (csrf && !accepted.prefersEvents) requirePreflight(headers);
}

function searched({ url = '/' }: IncomingMessage): unknown {
  return askedInSearch(searchText(url));
}

function searchText(url: string): string {
  const at = url.indexOf('?');
  return at === -1 ? '' : url.slice(at + 1);
}

/** What an EventSource cannot say by headers, or a polyfill of it: who asks, and from where to go on. */
function withSearch(arrival: Arrival, { method, url = '/', headers }: IncomingMessage, tickets: Tickets): Arrival {
  const lastEventId = headers['last-event-id'];
  const resumed = typeof lastEventId === 'string' && lastEventId !== '' ? { resumeFrom: lastEventId } : {};
  if (method !== 'GET') return { ...arrival, ...resumed };
  const search = new URLSearchParams(searchText(url));
  const id = search.get('lastEventId');
  const ticket = search.get('ticket');
  return {
    ...arrival,
    ...(id ? { resumeFrom: id } : {}),
    ...resumed,
    ...(ticket && arrival.authorization === undefined
      ? { authorization: tickets.open(ticket, toParams(askedInSearch(searchText(url)))) }
      : {}),
  };
}

/** A subscription is always streamed; graphql-sse has anything else streamed too, and Apollo what can be given in no other form. */
function isStreamed({ kind, result }: Answer, { plain, stream, prefersEvents }: Accepted): boolean {
  if (kind !== 'answered' || !stream) return false;
  return Symbol.asyncIterator in result || prefersEvents === true || plain === undefined;
}

function framingFor({ method }: IncomingMessage, { stream }: Accepted, { extensions }: Params): Framing {
  const warns = asksForWarning(extensions);
  if (stream === 'multipart') return multipartFraming(warns);
  return eventFraming(method === 'GET' ? 'event' : warns ? 'result' : 'comment');
}

const nobody: Caller = { identity: { kind: 'anonymous', via: 'gateway' } };

/** Who asks, as the request was let in a moment ago. A token that has ended meanwhile is for the stream to tell of. */
async function callerOf(authenticate: Authenticate, authorization: string | undefined): Promise<Caller> {
  try {
    return await authenticate(authorization);
  } catch {
    return nobody;
  }
}
