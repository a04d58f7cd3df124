import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { closeServer, type HttpHandler, listen, log, type Part, urlOf } from '@fiscal/kit';
import { resultText } from '../answer.ts';
import { internalError } from '../execution/errors.ts';
import { send } from './respond.ts';

export type ServerOptions = {
  readonly host: string;
  readonly port: number;
  readonly handler: HttpHandler;
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** Ends what would otherwise go on for ever: streams and WebSockets. */
  readonly endStreams: () => Promise<void>;
};

/**
 * The gateway's HTTP server. A client that is slow to say what it wants is cut off: headers within 10 s, the whole
 * request within 30 s. Stopping it takes no more connections, ends streams, and lets requests under way finish for 20 s.
 */
export function serverPart(options: ServerOptions): Part & { url(): string } {
  const limits = {
    headersTimeout: 10_000,
    requestTimeout: 30_000,
    connectionsCheckingInterval: 1_000,
    keepAliveTimeout: 65_000,
  };
  const server = createServer(limits);
  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    if (!server.listening) response.setHeader('connection', 'close');
    options.handler(request, response).catch((error: unknown) => fail(request, response, error));
  };
  server.on('request', onRequest);
  // Whoever asks first whether to send a body is told when it is going to be read.
  server.on('checkContinue', onRequest);
  server.on('upgrade', (request, socket, head) => {
    // Node's server listens to the socket no more: a client that hangs up now would end the process.
    socket.on('error', () => socket.destroy());
    if (request.url?.split('?')[0] === '/graphql') options.upgrade(request, socket, head);
    else socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
  });
  return {
    name: 'http',
    start: () => listen(server, options.host, options.port),
    async stop() {
      const closed = closeServer(server);
      await options.endStreams();
      await closed;
    },
    url: () => urlOf(server),
  };
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
