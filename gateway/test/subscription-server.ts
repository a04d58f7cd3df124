import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { GraphQLSchema } from 'graphql';
import { createHandler } from 'graphql-sse/lib/use/http';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';

/** A subgraph that takes subscriptions as the reference servers of both protocols do. */
export type SubscriptionServer = {
  readonly url: string;
  /** Headers of requests and upgrades that came, in their order. */
  readonly heard: IncomingHttpHeaders[];
  /** Payloads of `connection_init`. */
  readonly introductions: unknown[];
  openConnections(): Promise<number>;
  /** Takes every connection down at once. */
  cut(): void;
  stop(): Promise<void>;
};

/** Serves a schema on a free port. */
export async function startSubscriptionServer(schema: GraphQLSchema): Promise<SubscriptionServer> {
  const heard: IncomingHttpHeaders[] = [];
  const introductions: unknown[] = [];
  const handle = createHandler({ schema });
  const server = createServer((request, response) => {
    heard.push(request.headers);
    handle(request, response).catch(() => response.destroy());
  });
  const webSockets = new WebSocketServer({ server });
  server.on('upgrade', ({ headers }) => heard.push(headers));
  const onConnect = ({ connectionParams }: { connectionParams?: unknown }) => void introductions.push(connectionParams);
  const closing = useServer({ schema, onConnect }, webSockets);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => {
    for (const client of webSockets.clients) client.terminate();
    server.closeAllConnections();
  };
  return {
    // A TCP server's address is never a pipe's name.
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    heard,
    introductions,
    openConnections: () =>
      new Promise((resolve, reject) =>
        server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
      ),
    cut,
    async stop() {
      cut();
      await closing.dispose();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
