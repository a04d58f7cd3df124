import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Server } from 'node:net';
import type { Duplex } from 'node:stream';
import { type HttpHandler, listen, log, type Part, Refusal, urlOf } from '@fiscal/kit';
import { refused, resultText } from '../answer.ts';
import { internalError } from '../execution/errors.ts';
import { answerClientError } from './client-error.ts';
import { type ConnectionLimits, limitConnections } from './connections.ts';
import { createServers, type Protocols } from './create-server.ts';
import { createPipelineLimit } from './pipeline-limit.ts';
import type { Keeping, TakePlain } from './plain/plain-connections.ts';
import { respond, send } from './respond.ts';

export type ServerOptions = Protocols &
  ConnectionLimits & {
    readonly host: string;
    readonly port: number;
    readonly handler: HttpHandler;
    /** Makes what plain requests are offered to first. */
    readonly plain: (keeping: Keeping) => TakePlain;
    readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
    /** Ends what would otherwise go on for ever: streams and WebSockets. */
    readonly endStreams: () => Promise<void>;
  };

/**
 * The gateway's HTTP server. Stopping it takes no more connections, ends streams, and lets requests under way finish for
 * 20 s.
 */
export function serverPart(options: ServerOptions): Part & { url(): string } {
  const { listener, servers, closeIdle } = createServers(options, options.plain);
  const { closeSilent, closeAll } = limitConnections(listener, options);
  const isTooMany = createPipelineLimit();
  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    if (isTooMany(request, response)) return;
    // Two of them come as one (RFC 9112, 3.2); those in front may have looked at the other.
    if (request.headers.host?.includes(',')) return refuseHosts(request, response);
    if (!listener.listening) askToLeave(request, response);
    options.handler(request, response).catch((error: unknown) => fail(request, response, error));
  };
  for (const server of servers) {
    server.on('request', onRequest);
    // Whoever asks first whether to send a body is told when it is going to be read.
    server.on('checkContinue', onRequest);
    server.on('clientError', answerClientError);
    server.on('upgrade', (request, socket, head) => onUpgrade(options, request, socket, head));
  }
  return {
    name: 'http',
    start: () => listen(listener, options.host, options.port),
    async stop() {
      const closed = close(listener, closeIdle, closeAll);
      closeSilent();
      await options.endStreams();
      await closed;
    },
    url: () => urlOf(listener).replace('http:', options.tls ? 'https:' : 'http:'),
  };
}

function refuseHosts(request: IncomingMessage, response: ServerResponse): void {
  const refusal = new Refusal('invalid', 'BAD_REQUEST', 'a request goes to one host');
  respond(request, response, refused(refusal), 'application/json');
}

/** A client that is told so comes back by another connection, to whoever takes its place. */
function askToLeave(request: IncomingMessage, response: ServerResponse): void {
  // In HTTP/2 the session says so.
  if (request.httpVersionMajor === 1) response.setHeader('connection', 'close');
}

function onUpgrade(options: ServerOptions, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  // Node's server listens to the socket no more: a client that hangs up now would end the process.
  socket.on('error', () => socket.destroy());
  if (request.url?.split('?')[0] === '/graphql') options.upgrade(request, socket, head);
  else socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
}

const finishBudgetMs = 20_000;
const lookMs = 100;

function close(listener: Server, closeIdle: () => void, closeAll: () => void): Promise<void> {
  if (!listener.listening) return Promise.resolve();
  return new Promise((resolve) => {
    // A connection is idle once the last request on it is answered, which nothing tells of.
    const look = setInterval(closeIdle, lookMs);
    const end = setTimeout(closeAll, finishBudgetMs);
    listener.close(() => {
      clearInterval(look);
      clearTimeout(end);
      resolve();
    });
    closeIdle();
  });
}

function fail(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  log.error({ err: error, method: request.method, path: request.url?.split('?')[0] }, 'request failed');
  if (response.headersSent) response.destroy();
  else
    send(request, response, {
      status: 500,
      headers: {},
      type: 'application/json',
      body: resultText({ errors: [internalError()] }),
    });
}
