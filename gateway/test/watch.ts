import { createClient as createSseClient } from 'graphql-sse';
import { type Client, createClient as createWsClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { Body } from './house.ts';

/** What a client of a subscription heard so far. */
export type Heard = {
  readonly results: Body[];
  /** How it ended: `complete`, or the error the client library gave. */
  readonly ended: Promise<unknown>;
  stop(): void;
};

export type WatchOptions = {
  readonly token?: string;
  readonly variables?: Record<string, unknown>;
  readonly operationName?: string;
  readonly extensions?: Record<string, unknown>;
};

/** Subscribes with the official client of graphql-transport-ws, which does not come back when it is cut off. */
export function watchByWebSocket(
  url: string,
  query: string,
  { token, variables = {}, ...rest }: WatchOptions = {},
): Heard {
  const client = webSocketClient(url, token);
  const heard = collect((sink) => client.subscribe({ query, variables, ...rest }, sink));
  return {
    ...heard,
    stop() {
      heard.stop();
      void client.dispose();
    },
  };
}

export function webSocketClient(url: string, token?: string): Client {
  return createWsClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    lazyCloseTimeout: 0,
    ...(token ? { connectionParams: { authorization: `Bearer ${token}` } } : {}),
  });
}

/** Subscribes with the official client of graphql-sse, in its distinct connections mode. */
export function watchByEvents(
  url: string,
  query: string,
  { token, variables = {}, ...rest }: WatchOptions = {},
): Heard {
  const client = createSseClient({
    url: `${url}/graphql`,
    retryAttempts: 0,
    ...(token ? { headers: { authorization: `Bearer ${token}` } } : {}),
  });
  return collect((sink) => client.subscribe({ query, variables, ...rest }, sink));
}

type Sink = { next(value: unknown): void; error(error: unknown): void; complete(): void };

function collect(subscribe: (sink: Sink) => () => void): Heard {
  const results: Body[] = [];
  let stop = () => {};
  const ended = new Promise<unknown>((resolve) => {
    // The libraries type results more loosely than the gateway answers.
    const next = (value: unknown) => void results.push(value as Body);
    stop = subscribe({ next, error: resolve, complete: () => resolve('complete') });
  });
  return { results, ended, stop };
}

/** The first result of an operation by the WebSocket client. */
export function askByWebSocket(client: Client, query: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    client.subscribe({ query }, { next: resolve, error: reject, complete: () => undefined });
  });
}
