import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { EventSource } from 'eventsource';
import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createWsClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { Transport } from './plan.ts';

export type Asked = {
  readonly url: string;
  readonly token: string;
  readonly query: string;
  readonly variables: Record<string, unknown>;
  readonly cursor: string | undefined;
};

/** A GraphQL response, as far as the story looks at it. */
export type Body = {
  readonly data?: { readonly change?: { id: string; version: number; status: string } | null } | null;
  readonly errors?: readonly { message: string; extensions?: Record<string, unknown> }[];
  readonly extensions?: { readonly cursor?: string };
};

export type Sink = {
  result(body: Body): void;
  /** Once: the stream is over, by whoever's doing. */
  ended(why: unknown): void;
};

/** Subscribes by the official client of a transport, which does not come back by itself. Gives back what ends it. */
export type Connect = (asked: Asked, sink: Sink) => () => void;

function requestOf({ query, variables, cursor }: Asked) {
  return { query, variables, ...(cursor === undefined ? {} : { extensions: { resumeFrom: cursor } }) };
}

function observerOf(sink: Sink) {
  return {
    // The libraries type results more loosely than the gateway answers.
    next: (body: unknown) => sink.result(body as Body),
    error: sink.ended,
    complete: () => sink.ended('complete'),
  };
}

const byWebSocket: Connect = (asked, sink) => {
  let socket: WebSocket | undefined;
  let isLeft = false;
  const client = createWsClient({
    url: `${asked.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: { authorization: `Bearer ${asked.token}` },
    on: {
      opened(opened) {
        socket = opened as WebSocket;
        if (isLeft) socket.terminate();
      },
    },
  });
  client.subscribe(requestOf(asked), observerOf(sink));
  return () => {
    isLeft = true;
    // Cut off without a word.
    socket?.terminate();
  };
};

const byEvents: Connect = (asked, sink) => {
  const client = createSseClient({
    url: `${asked.url}/graphql`,
    retryAttempts: 0,
    headers: { authorization: `Bearer ${asked.token}` },
  });
  client.subscribe(requestOf(asked), observerOf(sink));
  return () => client.dispose();
};

const byMultipart: Connect = (asked, sink) => {
  const link = new HttpLink({ uri: `${asked.url}/graphql`, headers: { authorization: `Bearer ${asked.token}` } });
  const client = new ApolloClient({ link, cache: new InMemoryCache() });
  const request = {
    ...requestOf(asked),
    query: gql(asked.query),
    context: { http: { includeExtensions: true } },
  };
  const subscription = ApolloLink.execute(link, request, { client }).subscribe(observerOf(sink));
  return () => subscription.unsubscribe();
};

const byEventSource: Connect = (asked, sink) => {
  const url = new URL(`${asked.url}/graphql`);
  url.searchParams.set('query', asked.query);
  url.searchParams.set('variables', JSON.stringify(asked.variables));
  const headers = {
    authorization: `Bearer ${asked.token}`,
    ...(asked.cursor === undefined ? {} : { 'last-event-id': asked.cursor }),
  };
  const source = new EventSource(url, {
    fetch: (input, init) => fetch(input, { ...init, headers: { ...init.headers, ...headers } }),
  });
  const end = (why: unknown) => {
    source.close();
    sink.ended(why);
  };
  source.addEventListener('next', ({ data, lastEventId }) => {
    const body = JSON.parse(data) as Body;
    // A refusal has no id; this object knows of none before its first event.
    sink.result(lastEventId === '' ? body : { ...body, extensions: { ...body.extensions, cursor: lastEventId } });
  });
  source.addEventListener('complete', () => end('complete'));
  // It would come back by itself, to the same replica; the story chooses another.
  source.addEventListener('error', end);
  return () => source.close();
};

export const connectBy: Readonly<Record<Transport, Connect>> = {
  WebSocket: byWebSocket,
  'server-sent events': byEvents,
  multipart: byMultipart,
  EventSource: byEventSource,
};
