import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { log } from '../log.ts';
import type { Part } from '../run.ts';
import { sendJson } from './respond.ts';
import { closeServer, listen, urlOf } from './server.ts';

/** Answers one request; the response is ended when the promise resolves. */
export type HttpHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/**
 * An HTTP server. Stopping it closes the port and idle connections at once and lets requests under way finish
 * for 20 s. An error of the handler is logged and answered with 500 and no details.
 */
export function httpPart(options: {
  name: string;
  host: string;
  port: number;
  handler: HttpHandler;
}): Part & { url(): string } {
  const server = createServer({ keepAliveTimeout: 65_000, requestTimeout: 60_000 }, (request, response) => {
    for (const half of [request, response]) half.once('close', () => letGo(server));
    options.handler(request, response).catch((error: unknown) => fail(request, response, error));
  });
  return {
    name: options.name,
    start: () => listen(server, options.host, options.port),
    stop: () => closeServer(server),
    url: () => urlOf(server),
  };
}

function fail(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  log.error({ err: error, method: request.method, path: request.url?.split('?')[0] }, 'request failed');
  if (response.headersSent) response.destroy();
  else sendJson(response, 500, { errors: [{ message: 'internal error', extensions: { code: 'INTERNAL' } }] });
}

/** A connection of a stopping server is idle only once its request is read and answered. */
function letGo(server: Server): void {
  if (!server.listening) setImmediate(() => server.closeIdleConnections());
}
