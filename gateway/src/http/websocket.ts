import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Refusal } from '@fiscal/kit';
import { buildSchema, type FormattedExecutionResult, GraphQLError, type GraphQLFormattedError, parse } from 'graphql';
import { CloseCode, type Context, type ServerOptions, type SubscribePayload } from 'graphql-ws';
import { type Extra, useServer } from 'graphql-ws/use/ws';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Authenticate } from '../admission/authenticate.ts';
import { refused, resultObject } from '../answer.ts';
import { toPublicError } from '../execution/errors.ts';
import type { LiveStream } from '../live/stream.ts';
import type { Answer, Arrival, Handle } from '../request.ts';
import { addressOf } from './address.ts';
import { boundJson } from './json-bounds.ts';

type Connection = { authorization?: string | undefined; gone?: AbortController };
type Socket = Context<Record<string, unknown>, Extra & Partial<Connection>>;
type Rules = ServerOptions<Record<string, unknown>, Extra & Partial<Connection>>;
type Execute = Rules['execute'];

const maxPerConnection = 100;
const tryAgainLater = 1013;
const messageTooBig = 1009;

/** What graphql-ws is to «execute»: the pipeline has done all of it by then, and this stands for its answer. */
const answered = parse('{ __typename }');
const unused = buildSchema('type Query { unused: Boolean }');

export type WebSocketDoor = {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Closes every connection with 1001. */
  stop(): Promise<void>;
};

/** Makes the door for the graphql-transport-ws protocol. Every operation goes through the same pipeline as over HTTP. */
export function createWebSocketDoor(
  handle: Handle<Arrival>,
  authenticate: Authenticate,
  options: { readonly maxBytes: number; readonly trustedProxies: number },
): WebSocketDoor {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: options.maxBytes });
  const rules = { ...connectionRules(authenticate), ...operationRules(handle, options.trustedProxies), isProd: true };
  const door = useServer<Record<string, unknown>, Connection>(rules, sockets);
  return {
    upgrade: (request, socket, head) =>
      sockets.handleUpgrade(request, socket, head, (opened) => {
        boundMessages(opened);
        sockets.emit('connection', opened, request);
      }),
    async stop() {
      // Streams that have just ended still have to say so.
      await new Promise((resolve) => setImmediate(resolve));
      await door.dispose();
    },
  };
}

/** Closes a socket by which JSON comes that would take long to parse, before graphql-ws hears of it. */
function boundMessages(socket: WebSocket): void {
  const emit = socket.emit.bind(socket);
  socket.emit = (event: string | symbol, ...rest: unknown[]): boolean => {
    const [message] = rest;
    // A message that is too large, or no frame at all: ws closes the socket by itself, and a log is not for clients.
    if (event === 'error') return true;
    if (event !== 'message' || !Buffer.isBuffer(message) || isBounded(message)) return emit(event, ...rest);
    socket.close(messageTooBig, 'Message too big');
    return true;
  };
}

function isBounded(message: Buffer): boolean {
  try {
    boundJson(message);
    return true;
  } catch {
    return false;
  }
}

/** Who may connect: anybody without a token, and those whose token is good. */
function connectionRules(authenticate: Authenticate): Rules {
  return {
    async onConnect({ connectionParams, extra }) {
      extra.gone = new AbortController();
      extra.authorization = authorizationOf(connectionParams) ?? extra.request.headers.authorization;
      try {
        await authenticate(extra.authorization);
        return true;
      } catch (error) {
        // Clients come back after 1013, and after 4403 with another token.
        if (!(error instanceof Refusal) || error.kind !== 'unauthenticated') extra.socket.close(tryAgainLater);
        return false;
      }
    },
    onClose: ({ extra }) => extra.gone?.abort(),
  };
}

/** Clients write the parameter as they write the header. What is no text is no good token. */
function authorizationOf(parameters: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const [, value] = Object.entries(parameters ?? {}).find(([name]) => name.toLowerCase() === 'authorization') ?? [];
  return value === undefined || typeof value === 'string' ? value : 'not a text';
}

function operationRules(handle: Handle<Arrival>, trustedProxies: number): Rules {
  return {
    async onSubscribe(socket, _, payload) {
      const answer = await answerTo(handle, socket, payload, trustedProxies);
      if (answer.status === 401) forbid(socket);
      const errors = requestErrors(answer.result);
      if (errors) return errors;
      return { schema: unused, document: answered, contextValue: { result: answer.result, socket } };
    },
    execute({ contextValue }) {
      // Put there a moment ago, by onSubscribe.
      const { result, socket } = contextValue as { result: Answer['result']; socket: Socket };
      return (Symbol.asyncIterator in result ? followed(result, socket) : resultObject(result)) as ReturnType<
        NonNullable<Execute>
      >;
    },
    onNext: (_, __, ___, ____, result) => result as FormattedExecutionResult,
    onError: (_, __, ___, errors) => errors.map(toFormatted),
  };
}

async function answerTo(
  handle: Handle<Arrival>,
  { extra, subscriptions }: Socket,
  { query, operationName, variables }: SubscribePayload,
  trustedProxies: number,
): Promise<Answer> {
  if (Object.keys(subscriptions).length > maxPerConnection) {
    return refused(new Refusal('limited', 'TOO_MANY_SUBSCRIPTIONS', 'too many operations on one connection'));
  }
  return handle({
    transport: 'ws',
    carries: ['query', 'mutation', 'subscription'],
    address: addressOf(extra.request, trustedProxies),
    // Those of the connection say nothing about one operation on it.
    headers: {},
    authorization: extra.authorization,
    signal: extra.gone?.signal ?? AbortSignal.abort(),
    read: async () => ({ query, operationName: operationName ?? undefined, variables: variables ?? undefined }),
  });
}

/** The protocol's `error` message is for operations that never began; graphql-ws wants its own class of errors for it. */
function requestErrors(result: Answer['result']): readonly GraphQLError[] | undefined {
  if (Symbol.asyncIterator in result || 'data' in result) return undefined;
  return (result.errors ?? []).map((formatted) => {
    const error = new GraphQLError(formatted.message);
    formattedOf.set(error, formatted);
    return error;
  });
}

const formattedOf = new WeakMap<GraphQLError, GraphQLFormattedError>();

function toFormatted(error: GraphQLError): GraphQLFormattedError {
  const formatted = formattedOf.get(error);
  if (formatted) return formatted;
  // What a stream throws arrives wrapped.
  return toPublicError(error.originalError ?? error);
}

/** Ends the connection, not only the stream, when the caller's token ends: the client comes back with a new one. */
function followed(stream: LiveStream, socket: Socket): AsyncIterableIterator<FormattedExecutionResult> {
  const following: AsyncIterableIterator<FormattedExecutionResult> = {
    async next() {
      try {
        for (;;) {
          const { done, value } = await stream.next();
          if (done) return { done, value: undefined };
          // Written by this process, from an object.
          if (value.kind === 'next') return { done: false, value: JSON.parse(value.text) as FormattedExecutionResult };
        }
      } catch (error) {
        if (!(error instanceof Refusal) || error.kind !== 'unauthenticated') throw error;
        forbid(socket);
        return { done: true, value: undefined };
      }
    },
    async return() {
      await stream.return?.();
      return { done: true, value: undefined };
    },
    async throw(error) {
      await stream.throw?.(error);
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => following,
  };
  return following;
}

function forbid({ extra }: Socket): void {
  extra.socket.close(CloseCode.Forbidden, 'Forbidden');
}
