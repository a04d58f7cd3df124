import type { Server, Socket } from 'node:net';
import { networkOf } from './address.ts';

export type ConnectionLimits = {
  /** Open at a time; those beyond are closed at once. */
  readonly maxConnections: number;
  /** Of one client (an IPv6 /64); `Infinity` when proxies stand in front, since all clients come from them. */
  readonly maxConnectionsPerAddress: number;
};

/** Keeps one client from taking all the connections, however slow it is on each of them. Gives what ends them all. */
export function limitConnections(
  server: Server,
  { maxConnections, maxConnectionsPerAddress }: ConnectionLimits,
): () => void {
  server.maxConnections = maxConnections;
  const open = new Set<Socket>();
  const counts = new Map<string, number>();
  server.on('connection', (socket: Socket) => {
    const client = networkOf(socket.remoteAddress ?? 'unknown');
    const count = (counts.get(client) ?? 0) + 1;
    if (count > maxConnectionsPerAddress) {
      socket.destroy();
      return;
    }
    counts.set(client, count);
    open.add(socket);
    socket.once('close', () => {
      open.delete(socket);
      const left = (counts.get(client) ?? 1) - 1;
      if (left === 0) counts.delete(client);
      else counts.set(client, left);
    });
  });
  return () => {
    for (const socket of open) socket.destroy();
  };
}
