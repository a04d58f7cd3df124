import { readFileSync } from 'node:fs';
import { createServer, type Server as HttpServer, type IncomingMessage } from 'node:http';
import {
  createServer as createHttp2Server,
  createSecureServer,
  type Http2SecureServer,
  type Http2Server,
  type ServerHttp2Session,
} from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createNetServer, type Server as NetServer, type Socket } from 'node:net';
import { createPlainConnections, type Keeping, type TakePlain } from './plain/plain-connections.ts';

/** What is spoken at the door. */
export type Protocols = {
  /** HTTP/2 beside HTTP/1.1: by ALPN with `tls`; without, for clients that begin with it. */
  readonly http2: boolean;
  readonly tls?: { readonly certificatePath: string; readonly keyPath: string } | undefined;
};

/** One port, and the servers that give the requests which come by it. */
export type Servers = {
  readonly listener: NetServer;
  readonly servers: readonly RequestServer[];
  /** Takes no more requests on connections that are open, and ends those without one under way. */
  closeIdle(): void;
};

/** HTTP/2's server gives requests and responses that look like those of HTTP/1.1. */
export type RequestServer = Pick<HttpServer, 'on'>;

/** A client that is slow to say what it wants is cut off: headers within 10 s, the whole request within 30 s. */
const http1 = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 1_000,
  keepAliveTimeout: 65_000,
  // Two headers of one name must never mean one thing here and another to what stands in front.
  joinDuplicateHeaders: true,
  // An offer of anything else, such as HTTP/2, is passed over, and the request answered.
  shouldUpgradeCallback: ({ headers }: IncomingMessage) => headers.upgrade?.toLowerCase() === 'websocket',
};

const http2 = {
  settings: { maxConcurrentStreams: 100, maxHeaderListSize: 16 * 1024, enablePush: false },
  maxSessionMemory: 10,
};

/**
 * Makes what listens, for the protocols that are asked for. Without `tls`, requests that are plain are offered to what
 * `plain` makes. Errors: what reading the files of `tls` says.
 */
export function createServers({ http2: isHttp2, tls }: Protocols, plain: (keeping: Keeping) => TakePlain): Servers {
  if (!tls) return byFirstBytes(isHttp2, plain);
  const files = { cert: readFileSync(tls.certificatePath), key: readFileSync(tls.keyPath) };
  if (isHttp2) return byAlpn(files);
  const server = createHttpsServer({ ...http1, ...files });
  return { listener: server, servers: [server], closeIdle: () => server.closeIdleConnections() };
}

function byAlpn(files: { readonly cert: Buffer; readonly key: Buffer }): Servers {
  const server = createSecureServer({ ...http1, ...http2, ...files, allowHTTP1: true });
  const closeSessions = closerOfSessions(server);
  const closeIdle = () => {
    closeSessions();
    // Of Node 24, and not yet in its types: it ends connections of HTTP/1.1.
    (server as unknown as HttpServer).closeIdleConnections();
  };
  return { listener: server, servers: [server as unknown as RequestServer], closeIdle };
}

/** RFC 9113, 3.4: whoever speaks HTTP/2 without being asked begins with these words, which HTTP/1.1 keeps free. */
const preface = Buffer.from('PRI * HTTP/2.0');

function byFirstBytes(isHttp2: boolean, plain: (keeping: Keeping) => TakePlain): Servers {
  const first = createServer(http1);
  const second = createHttp2Server(http2);
  const closeSessions = closerOfSessions(second);
  const elsewhere = (socket: Socket, bytes: Buffer) => {
    const begins = bytes.subarray(0, preface.length).equals(preface.subarray(0, bytes.length));
    (isHttp2 && begins ? second : first).emit('connection', socket);
  };
  const keeping = { isClosing: () => !listener.listening, keepMs: http1.keepAliveTimeout };
  const connections = createPlainConnections({
    take: plain(keeping),
    elsewhere,
    firstMs: http1.headersTimeout,
    ...keeping,
  });
  const listener = createNetServer({ noDelay: true, allowHalfOpen: true }, connections.open);
  // It begins to look after the time its clients take when it listens, which another one does for it.
  listener.once('listening', () => first.emit('listening'));
  listener.once('close', () => first.close());
  const closeIdle = () => {
    connections.closeIdle();
    closeSessions();
    first.closeIdleConnections();
  };
  return { listener, servers: [first, second as unknown as RequestServer], closeIdle };
}

/** Ends sessions in which nothing happens, and all of them, each after the requests that are under way, when told to. */
function closerOfSessions(server: Http2Server | Http2SecureServer): () => void {
  const sessions = new Set<ServerHttp2Session>();
  server.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
    session.setTimeout(http1.keepAliveTimeout, () => session.close());
    session.on('error', () => session.destroy());
  });
  return () => {
    for (const session of sessions) session.close();
  };
}
