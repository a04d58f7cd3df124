import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Authenticate } from '../../admission/authenticate.ts';
import type { Arrival, Handle } from '../../request.ts';
import { addressOf } from '../address.ts';
import { closings } from './close.ts';
import { type Asked, type Connection, openConnection } from './connection.ts';
import { awaitIntroduction } from './introduction.ts';
import { type KeepAlive, keepAlive } from './keep-alive.ts';
import { readMessage } from './message.ts';
import { createOutgoing } from './outgoing.ts';
import { createWaitingRoom } from './waiting-room.ts';

export type WebSocketDoor = {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Closes every connection with 1001 once its operations have ended, within 5 s. */
  stop(): Promise<void>;
};

export type WebSocketOptions = KeepAlive & {
  /** Of one message. */
  readonly maxBytes: number;
  readonly trustedProxies: number;
  /** For `connection_init` to come. */
  readonly initTimeoutMs: number;
  /** Connections of one client (an IPv6 /64) that may wait for that at a time. */
  readonly maxWaitingPerAddress: number;
  /** Operations that run on one connection at a time. */
  readonly maxOperations: number;
};

const protocol = 'graphql-transport-ws';
const closeMs = 5_000;

/** Makes the door for graphql-transport-ws. Every operation goes through the same pipeline as over HTTP. */
export function createWebSocketDoor(
  handle: Handle<Arrival>,
  authenticate: Authenticate,
  options: WebSocketOptions,
  now: () => number,
): WebSocketDoor {
  // Of ws 8.23, and not yet in its types: `closeTimeout`.
  const rules = { noServer: true, maxPayload: options.maxBytes, closeTimeout: closeMs, handleProtocols };
  const sockets = new WebSocketServer(rules);
  const connections = new Map<WebSocket, Connection>();
  const waiting = createWaitingRoom(options.maxWaitingPerAddress);
  const open = (socket: WebSocket, request: IncomingMessage, address: string, waitsNoMore: () => void) => {
    // A message that is too large, or no frame at all: ws closes the socket by itself, and a log is not for clients.
    socket.on('error', () => undefined);
    if (socket.protocol !== protocol) {
      waitsNoMore();
      return socket.close(...closings.unacceptable);
    }
    const connection = openConnection(request.headers.authorization, {
      ask: (asked) => handle(toArrival(asked, address)),
      authenticate,
      maxOperations: options.maxOperations,
      outgoing: createOutgoing(socket, request.socket),
      close: (closing) => socket.close(...closing),
      introduced: awaitIntroduction(socket, request.socket, options.initTimeoutMs, waitsNoMore),
    });
    connections.set(socket, connection);
    socket.on('message', (bytes: Buffer, isBinary: boolean) => hear(socket, connection, bytes, isBinary));
    socket.once('close', () => {
      connections.delete(socket);
      connection.end();
    });
    keepAlive(socket, request.socket, options, connection.beat, now);
  };
  return {
    upgrade(request, socket, head) {
      const address = addressOf(request, options.trustedProxies);
      const waitsNoMore = waiting.enter(address);
      if (!waitsNoMore) return turnAway(socket);
      // Until then it may be turned away as no handshake.
      socket.once('close', waitsNoMore);
      sockets.handleUpgrade(request, socket, head, (opened) => open(opened, request, address, waitsNoMore));
    },
    async stop() {
      for (const connection of connections.values()) connection.drain();
      await Promise.all([...connections.keys()].map(closed));
    },
  };
}

/** What asks for another one is told so by a code of its own. */
function handleProtocols(offered: ReadonlySet<string>): string | false {
  return offered.has(protocol) && protocol;
}

function turnAway(socket: Duplex): void {
  socket.end('HTTP/1.1 429 Too Many Requests\r\nretry-after: 3\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
}

function hear(socket: WebSocket, connection: Connection, bytes: Buffer, isBinary: boolean): void {
  // What comes behind the message that it was closed for.
  if (socket.readyState !== socket.OPEN) return;
  const message = isBinary ? undefined : readMessage(bytes);
  if (message === 'large') socket.close(...closings.messageTooBig);
  else if (message) connection.take(message);
  else socket.close(...closings.invalidMessage);
}

function toArrival({ params, authorization, resumeFrom, gone }: Asked, address: string): Arrival {
  return {
    transport: 'ws',
    carries: ['query', 'mutation', 'subscription'],
    address,
    // Those of the connection say nothing about one operation on it.
    headers: {},
    authorization,
    resumeFrom,
    signal: gone,
    read: () => params,
  };
}

/** Waits for the end of a socket that is closing, and makes it when the client does not. */
async function closed(socket: WebSocket): Promise<void> {
  if (socket.readyState === socket.CLOSED) return;
  await once(socket, 'close', { signal: AbortSignal.timeout(closeMs) }).catch(() => socket.terminate());
}
