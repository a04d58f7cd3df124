import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { GraphQLSchema } from 'graphql';
import { createHandler as createPlainHandler } from 'graphql-http/lib/use/http';
import { createHandler } from 'graphql-sse/lib/use/http';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';

/** A subgraph that takes queries, and subscriptions as the reference servers of both protocols do. */
export type SubscriptionServer = {
  readonly url: string;
  /** Headers of requests and upgrades that came, in their order. */
  readonly heard: IncomingHttpHeaders[];
  /** Payloads of `connection_init`. */
  readonly introductions: unknown[];
  /** Of both protocols. */
  openStreams(): number;
  /** Takes every connection down at once. */
  cut(): void;
  stop(): Promise<void>;
};

/** Serves a schema on a free port. */
export async function startSubscriptionServer(schema: GraphQLSchema): Promise<SubscriptionServer> {
  const heard: IncomingHttpHeaders[] = [];
  const introductions: unknown[] = [];
  let streams = 0;
  const stream = createHandler({ schema });
  const answer = createPlainHandler({ schema });
  const server = createServer((request, response) => {
    heard.push(request.headers);
    const isStream = request.headers.accept?.includes('text/event-stream') === true;
    const handle = isStream ? stream : answer;
    if (isStream) {
      streams += 1;
      response.once('close', () => {
        streams -= 1;
      });
    }
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
    openStreams: () => webSockets.clients.size + streams,
    cut,
    async stop() {
      cut();
      await closing.dispose();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
