import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createMintToken, generateInternalKeys, type UserIdentity } from '@fiscal/kit';
import type { JSONWebKeySet } from 'jose';
import type { OnCall } from '../src/traffic/call-span.ts';
import { createHttpSubgraphClient } from '../src/traffic/http-subgraph-client.ts';
import { rulesFor, type SubgraphSettings } from '../src/traffic/options.ts';
import type { Call, SubgraphClient } from '../src/traffic/subgraph-client.ts';

/** A server that does with every request what the test says. */
export type OddSubgraph = {
  readonly url: URL;
  readonly heard: IncomingMessage[];
  behave: RequestListener;
  connections(): number;
  stop(): Promise<void>;
};

export async function startOddSubgraph(behave: RequestListener, atPort = 0): Promise<OddSubgraph> {
  const sockets = new Set<Socket>();
  const odd: OddSubgraph = {
    url: new URL('http://127.0.0.1'),
    heard: [],
    behave,
    connections: () => sockets.size,
    stop: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => void server.close(() => resolve()));
    },
  };
  const server = createServer({ maxHeaderSize: 64 * 1024 }, (request, response) => {
    odd.heard.push(request);
    // What a test does with a connection that is gone already is no failure of the test.
    response.on('error', () => undefined);
    odd.behave(request, response);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(atPort, '127.0.0.1', resolve));
  // A TCP server's address is never a pipe's name.
  const { port } = server.address() as AddressInfo;
  return Object.assign(odd, { url: new URL(`http://127.0.0.1:${port}/graphql?v=1`) });
}

/** Answers with JSON, whatever was asked. */
export function json(body: unknown, status = 200, headers: Record<string, string> = {}): RequestListener {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return (request, response) => {
    request.resume();
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
  };
}

/** Answers with bytes on the wire as they are. */
export function raw(...pieces: (string | Buffer)[]): RequestListener {
  return (_, response) => {
    for (const piece of pieces) socketOf(response).write(piece);
  };
}

export function socketOf({ socket }: ServerResponse): Socket {
  if (!socket) throw new Error('the connection is gone');
  return socket;
}

/** Collects a request's body. */
export async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}

const keys = await generateInternalKeys(['gateway']);
export const gatewayJwks: JSONWebKeySet = keys.jwks;

export async function clientOf(url: URL, settings: SubgraphSettings = {}, onCall?: OnCall): Promise<SubgraphClient> {
  const mint = await createMintToken('gateway', keys.privateJwks.gateway ?? {});
  const rules = rulesFor('hidden', { all: settings, subgraphs: {}, deduplicate: false });
  return createHttpSubgraphClient({ name: 'hidden', url, rules, mint, now: Date.now, onCall });
}

export function userOf(userId: string): UserIdentity {
  return {
    kind: 'user',
    via: 'gateway',
    userId,
    tenantId: `tenant of ${userId}`,
    roles: ['viewer'],
    tier: 'free',
    sessionId: `session of ${userId}`,
    scopes: [],
  };
}

/** A call with that much time left, by the user `ana` unless it says otherwise. */
export function callOf(leftMs: number, more: Partial<Call> = {}): Call & { readonly sent: () => number } {
  let sent = 0;
  return {
    identity: userOf('ana'),
    correlationId: 'c-1',
    deadlineAt: Date.now() + leftMs,
    clientHeaders: {},
    subgraphCalls: { add: () => void sent++, count: () => sent },
    sent: () => sent,
    ...more,
  };
}

export const query = { type: 'query', body: '{"query":"{a}"}', maxStaleMs: 0 } as const;
export const mutation = { type: 'mutation', body: '{"query":"mutation{a}"}', maxStaleMs: 0 } as const;
