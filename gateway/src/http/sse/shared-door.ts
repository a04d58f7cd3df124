import type { IncomingMessage, ServerResponse } from 'node:http';
import { Refusal } from '@fiscal/kit';
import type { Authenticate } from '../../admission/authenticate.ts';
import { resultText } from '../../answer.ts';
import type { Params, Result } from '../../operation.ts';
import type { Answer, Arrival, Handle } from '../../request.ts';
import { send } from '../respond.ts';
import { respondText } from '../respond-text.ts';
import type { Delivery } from '../streams/delivery.ts';
import { asksForWarning } from '../streams/framing.ts';
import { describeStream } from '../streams/stream-response.ts';
import { ownerOf, type Reservations } from './reservations.ts';

/** What the door needs of the one it is a part of. */
export type SharedDoorOptions = {
  readonly handle: Handle<Arrival>;
  readonly authenticate: Authenticate;
  readonly reservations: Reservations;
  /** What a request tells of its sender. */
  readonly arrive: (request: IncomingMessage, response: ServerResponse, read: Arrival['read']) => Arrival;
  readonly readParams: (request: IncomingMessage, response: ServerResponse) => Promise<Params>;
};

type Exchange = { readonly request: IncomingMessage; readonly response: ServerResponse };

/** Asked for in place of an operation, so that what takes memory passes the same checks and limits as one. */
export const nothing: Params = { query: '{ __typename }' };

const header = 'x-graphql-event-stream-token';

/** The token of a stream that operations share, where a request names one. */
export function streamTokenOf({ headers, url = '/' }: IncomingMessage): string | undefined {
  const given = headers[header];
  if (typeof given === 'string') return given;
  return url.includes('token=') ? (searchOf(url).get('token') ?? undefined) : undefined;
}

function searchOf(url: string): URLSearchParams {
  const at = url.indexOf('?');
  return new URLSearchParams(at === -1 ? '' : url.slice(at + 1));
}

/**
 * Makes the door for graphql-sse's «single connection mode»: PUT reserves a stream, GET connects to it, POST runs an
 * operation on it, DELETE stops one. Errors: Refusals of all kinds.
 */
export function createSharedDoor(options: SharedDoorOptions) {
  const ways: Readonly<Record<string, (exchange: Exchange) => Promise<void>>> = {
    PUT: (exchange) => reserve(exchange, options),
    GET: (exchange) => connect(exchange, options),
    POST: (exchange) => run(exchange, options),
    DELETE: (exchange) => stop(exchange, options),
  };
  return (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const way = ways[request.method ?? ''];
    if (!way) throw new Refusal('invalid', 'METHOD_NOT_ALLOWED', 'use PUT, GET, POST or DELETE');
    return way({ request, response });
  };
}

async function reserve({ request, response }: Exchange, options: SharedDoorOptions): Promise<void> {
  const arrival = options.arrive(request, response, () => nothing);
  const answer = await options.handle(arrival);
  if (answer.status !== 200) return refuse({ request, response }, answer);
  const caller = await options.authenticate(arrival.authorization);
  const { token } = options.reservations.reserve(ownerOf(caller, arrival.address));
  respondText(request, response, 201, token, { ...answer.headers, ...describeStream(token, caller) });
}

async function connect({ request, response }: Exchange, options: SharedDoorOptions): Promise<void> {
  await streamFor({ request, response }, options).then((stream) => stream.connect(request, response));
}

async function run(exchange: Exchange, options: SharedDoorOptions): Promise<void> {
  const { request, response } = exchange;
  let delivery: Delivery | undefined;
  let release = () => {};
  const arrival = options.arrive(request, response, async () => {
    const params = await options.readParams(request, response);
    const id = operationIdOf(params.extensions?.operationId);
    const stream = await streamFor(exchange, options);
    delivery = stream.add(id, asksForWarning(params.extensions));
    release = () => stream.stop(id);
    return params;
  });
  const signal = {
    get aborted() {
      return delivery?.gone.aborted ?? false;
    },
  };
  const answer = await options.handle({ ...arrival, signal });
  const isBegun = Symbol.asyncIterator in answer.result || answer.result.data !== undefined;
  if (!delivery || !isBegun) {
    release();
    return refuse(exchange, answer);
  }
  respondText(request, response, delivery.gone.aborted ? 204 : 202, '', answer.headers);
  delivery.begin(answer.result);
}

async function stop(exchange: Exchange, options: SharedDoorOptions): Promise<void> {
  const { request, response } = exchange;
  const stream = await streamFor(exchange, options);
  stream.stop(operationIdOf(searchOf(request.url ?? '/').get('operationId')));
  respondText(request, response, 200, '', {});
}

/** Nobody's token is checked for a stream that is not known. An EventSource, which has none to show, may only connect. */
async function streamFor({ request, response }: Exchange, { authenticate, reservations, arrive }: SharedDoorOptions) {
  const token = streamTokenOf(request);
  const known = reservations.get(token, undefined);
  const { authorization, address } = arrive(request, response, () => nothing);
  if (request.method === 'GET' && authorization === undefined) return known;
  return reservations.get(token, ownerOf(await authenticate(authorization), address));
}

function operationIdOf(value: unknown): string {
  const id = typeof value === 'number' ? String(value) : value;
  if (typeof id === 'string' && id !== '' && id.length <= 255) return id;
  throw new Refusal('invalid', 'BAD_REQUEST', 'extensions.operationId names the operation, in 255 characters at most');
}

/** With its own status: 200 would say that the operation runs. */
function refuse({ request, response }: Exchange, { status, headers, result }: Answer): void {
  // What has begun never comes here, so it is no stream.
  const body = resultText(result as Result);
  send(request, response, { status: status === 200 ? 400 : status, headers, type: 'application/json', body });
}
