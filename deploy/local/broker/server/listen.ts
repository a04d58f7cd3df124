import { createServer, type Socket } from 'node:net';
import { type Connection, type ConnectionLimits, serveConnection } from './connection.ts';
import type { Dispatch } from './dispatch.ts';

export type Listening = {
  readonly port: number;
  /** Accepts nobody any more, lets what is being answered finish for `stopMs`, then closes every connection. */
  readonly stop: () => Promise<void>;
};

/** Opens the door. Rejects when the address cannot be listened on. */
export async function listen(
  host: string,
  port: number,
  dispatch: Dispatch,
  limits: ConnectionLimits & { readonly connections: number; readonly stopMs: number },
  log: (line: string) => void,
): Promise<Listening> {
  const open = new Map<Socket, Connection>();
  const server = createServer((socket) => {
    const advertised = { host: isWildcard(host) ? (socket.localAddress ?? host) : host, port: boundPort() };
    open.set(socket, serveConnection(socket, dispatch, advertised, limits, log));
    socket.once('close', () => open.delete(socket));
  });
  server.maxConnections = limits.connections;
  function boundPort(): number {
    const address = server.address();
    return typeof address === 'object' && address ? address.port : port;
  }
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(port, host, resolve);
  await promise;
  server.off('error', reject);
  server.on('error', (error) => log(`cannot accept: ${error.message}`));
  return {
    port: boundPort(),
    async stop() {
      const { promise: isClosed, resolve: onClosed } = Promise.withResolvers<void>();
      server.close(() => onClosed());
      const timer = setTimeout(() => open.forEach((_, socket) => void socket.destroy()), limits.stopMs);
      await Promise.race([isClosed, Promise.all([...open.values()].map((connection) => connection.finish()))]);
      for (const socket of open.keys()) socket.destroySoon();
      await isClosed;
      clearTimeout(timer);
    },
  };
}

function isWildcard(host: string): boolean {
  return host === '0.0.0.0' || host === '::' || host === '';
}
