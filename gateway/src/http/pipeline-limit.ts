import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Far more than any client sends before it has an answer; node itself would take as many as come. */
const maxWaiting = 100;

/**
 * Makes the bound on requests that wait on one connection behind another one's answer (HTTP/1.1 pipelining). True when
 * the connection is ended for it, or has been: nothing of it is to be answered any more.
 */
export function createPipelineLimit() {
  const waiting = new WeakMap<Socket, number>();
  return (request: IncomingMessage, response: ServerResponse): boolean => {
    // An answer gets the connection when those before it are written. HTTP/2 has its own bound, on streams.
    if (response.socket || request.httpVersionMajor > 1) return false;
    const { socket } = request;
    const count = (waiting.get(socket) ?? 0) + 1;
    if (socket.destroyed || count > maxWaiting) {
      socket.destroy();
      return true;
    }
    waiting.set(socket, count);
    response.once('close', () => waiting.set(socket, (waiting.get(socket) ?? 1) - 1));
    return false;
  };
}
