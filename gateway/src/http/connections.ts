import type { Server, Socket } from 'node:net';
import { networkOf } from './address.ts';

export type ConnectionLimits = {
  /** Open at a time; those beyond are closed at once. */
  readonly maxConnections: number;
  /** Of one client (an IPv6 /64); `Infinity` when proxies stand in front, since all clients come from them. */
  readonly maxConnectionsPerAddress: number;
};

export type Connections = {
  /** Ends those on which nothing has come yet, which node does not count as idle. */
  closeSilent(): void;
  closeAll(): void;
};

/** Keeps one client from taking all the connections, however slow it is on each of them. */
export function limitConnections(
  server: Server,
  { maxConnections, maxConnectionsPerAddress }: ConnectionLimits,
): Connections {
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
  return {
    closeSilent() {
      for (const socket of open) if (socket.bytesRead === 0) socket.destroy();
    },
    closeAll() {
      for (const socket of open) socket.destroy();
    },
  };
}
