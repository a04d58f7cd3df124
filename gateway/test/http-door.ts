import { Refusal } from '@fiscal/kit';
import type { Authenticate } from '../src/admission/authenticate.ts';
import { refused } from '../src/answer.ts';
import { createGraphqlDoor } from '../src/http/graphql-door.ts';
import { createPlainDoor } from '../src/http/plain/plain-door.ts';
import { createRouter, type RouterOptions } from '../src/http/router.ts';
import { type ServerOptions, serverPart } from '../src/http/server-part.ts';
import { createWebSocketDoor, type WebSocketOptions } from '../src/http/websocket/door.ts';
import type { Answer, Arrival, Caller } from '../src/request.ts';

const nobody: Caller = { identity: { kind: 'anonymous', via: 'gateway' } };
const usualStreams = {
  heartbeatMs: 12_000,
  patienceMs: 60_000,
  initTimeoutMs: 3_000,
  maxWaitingPerAddress: 500,
  maxOperations: 100,
};

/** What a door answers with: by default what it was asked, so that a test sees what came through. */
export type Answering = (arrival: Arrival) => Promise<Answer>;

export type DoorSettings = Partial<
  Omit<ServerOptions, 'handler'> &
    Omit<RouterOptions, 'graphql'> & {
      readonly maxBytes: number;
      readonly timeoutMs: number;
      readonly csrf: boolean;
      readonly batching: { readonly enabled: boolean; readonly max: number };
      readonly answer: Answering;
      readonly authenticate: Authenticate;
      readonly streams: Partial<WebSocketOptions>;
    }
>;

/** Starts the gateway's own HTTP door on a free port, with nothing behind it but a function. */
export async function openDoor(
  settings: DoorSettings = {},
): Promise<{ url: string; port: number; stop(): Promise<void> }> {
  const { maxBytes = 1_000_000, timeoutMs = 5_000, answer = echo, authenticate = () => nobody } = settings;
  const streams = { ...usualStreams, ...settings.streams };
  const graphql = createGraphqlDoor(answer, authenticate, {
    body: { maxBytes, timeoutMs },
    trustedProxies: 0,
    csrf: true,
    batching: { enabled: false, max: 2 },
    secret: 'any',
    ...settings,
    streams,
  });
  const webSocket = createWebSocketDoor(answer, authenticate, { maxBytes, trustedProxies: 0, ...streams }, Date.now);
  const how = { corsOrigins: [], compression: true, trustedProxies: 0, maxBytes, ...settings };
  const handler = createRouter({
    graphql: graphql.serve,
    rest: async () => false,
    graphiql: false,
    parts: [],
    ...how,
  });
  const part = serverPart({
    host: '127.0.0.1',
    port: 0,
    http2: false,
    maxConnections: 1_000,
    maxConnectionsPerAddress: 1_000,
    upgrade: webSocket.upgrade,
    async endStreams() {
      graphql.stop();
      await webSocket.stop();
    },
    ...settings,
    handler,
    plain: (keeping) => createPlainDoor(answer, how, keeping),
  });
  await part.start();
  return { url: part.url(), port: Number(new URL(part.url()).port), stop: () => part.stop() };
}

async function echo(arrival: Arrival): Promise<Answer> {
  try {
    const data = JSON.stringify(await arrival.read());
    return { kind: 'answered', status: 200, headers: {}, result: { data } };
  } catch (error) {
    if (error instanceof Refusal) return refused(error);
    throw error;
  }
}
