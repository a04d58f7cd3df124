import { type ClientOptions, createClient } from 'graphql-ws';
import {
  type CursorStorage,
  type LiveRequest,
  type LiveSink,
  openSubscription,
  type Subscription,
} from './subscription.ts';

export type LiveClientOptions = {
  /** Of the gateway: `wss://…/graphql`. */
  readonly url: string;
  /** Gives an access token that is good now; asked for at every connection and before the one in use ends. */
  readonly token?: () => string | Promise<string>;
  /** Where cursors outlive the page, `sessionStorage` for example; absent: they do not. */
  readonly storage?: CursorStorage;
  /** Anything else that graphql-ws can be told. */
  readonly client?: Omit<ClientOptions, 'url' | 'connectionParams' | 'generateID'>;
};

export type LiveClient = {
  /** Subscribes, and goes on without loss when the connection is lost. Gives back what ends it. */
  subscribe<Data = Record<string, unknown>>(request: LiveRequest, sink: LiveSink<Data>): () => void;
  /** Ends all subscriptions and the connection. */
  dispose(): void | Promise<void>;
};

type Socket = { send(text: string): void };

/**
 * Makes a client of live subscriptions on top of graphql-ws: it keeps the cursor, goes on from it after any interruption,
 * hands in a new token before the old one ends, and tells of gaps apart from data.
 */
export function createLiveClient({ url, token, storage = nowhere, client: rest = {} }: LiveClientOptions): LiveClient {
  const byPayload = new Map<unknown, Subscription>();
  const byId = new Map<string, Subscription>();
  let socket: Socket | undefined;
  let lastId = 0;
  const authorization = async () => (token ? { authorization: `Bearer ${await token()}` } : undefined);
  const refresh = async () => {
    const payload = await authorization();
    if (payload) socket?.send(JSON.stringify({ type: 'ping', payload }));
  };
  const client = createClient({
    retryAttempts: Number.POSITIVE_INFINITY,
    ...rest,
    url,
    ...(token ? { connectionParams: authorization } : {}),
    generateID(payload) {
      lastId += 1;
      const subscription = byPayload.get(payload);
      if (subscription) byId.set(String(lastId), subscription);
      return String(lastId);
    },
    on: {
      ...rest.on,
      opened(opened) {
        socket = opened as Socket;
        rest.on?.opened?.(opened);
      },
      ping(received, payload) {
        if (received && payload?.expiring) refresh().catch(() => undefined);
        if (received) for (const [id, cursor] of Object.entries(payload?.cursors ?? {})) byId.get(id)?.advance(cursor);
        rest.on?.ping?.(received, payload);
      },
    },
  });
  const forget = (subscription: Subscription) => {
    byPayload.delete(subscription.payload);
    for (const [id, each] of byId) if (each === subscription) byId.delete(id);
  };
  return {
    subscribe(request, sink) {
      const begins = (opened: Subscription) => {
        forget(opened);
        byPayload.set(opened.payload, opened);
      };
      const subscription = openSubscription(client, storage, request, sink, { begins, ends: forget });
      return () => {
        forget(subscription);
        subscription.stop();
      };
    },
    dispose: () => client.dispose(),
  };
}

const nowhere: CursorStorage = { getItem: () => null, setItem: () => undefined, removeItem: () => undefined };
