import { Refusal } from '@fiscal/kit';
import { refused } from '../src/answer.ts';
import { createGraphqlDoor } from '../src/http/graphql-door.ts';
import { createRouter, type RouterOptions } from '../src/http/router.ts';
import { type ServerOptions, serverPart } from '../src/http/server-part.ts';
import type { Answer, Arrival } from '../src/request.ts';

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
    }
>;

/** Starts the gateway's own HTTP door on a free port, with nothing behind it but a function. */
export async function openDoor(
  settings: DoorSettings = {},
): Promise<{ url: string; port: number; stop(): Promise<void> }> {
  const { maxBytes = 1_000_000, timeoutMs = 5_000, answer = echo } = settings;
  const graphql = createGraphqlDoor(answer, {
    body: { maxBytes, timeoutMs },
    trustedProxies: 0,
    csrf: true,
    batching: { enabled: false, max: 2 },
    ...settings,
  });
  const handler = createRouter({
    graphql,
    rest: async () => false,
    corsOrigins: [],
    compression: true,
    graphiql: false,
    parts: [],
    ...settings,
  });
  const part = serverPart({
    host: '127.0.0.1',
    port: 0,
    http2: false,
    maxConnections: 1_000,
    maxConnectionsPerAddress: 1_000,
    upgrade: (_, socket) => socket.destroy(),
    endStreams: async () => undefined,
    ...settings,
    handler,
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
