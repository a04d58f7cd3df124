import type { Server } from 'node:http';
import type { AddressInfo, Server as NetServer } from 'node:net';

const finishBudgetMs = 20_000;

/** Opens the port; 0 takes a free one. Errors: what the operating system says, such as EADDRINUSE. */
export function listen(server: NetServer, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** Closes the port and idle connections at once, and what is under way after 20 s; resolves when nothing is left. */
export function closeServer(server: Server): Promise<void> {
  if (!server.listening) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), finishBudgetMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** Where a listening server is reached, `http://address:port`. */
export function urlOf(server: NetServer): string {
  // A TCP server's address is never a pipe's name.
  const { address, family, port } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
