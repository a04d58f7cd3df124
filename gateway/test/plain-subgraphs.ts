import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { createHandler } from 'graphql-http/lib/use/http';
import { compose, linkFederation } from './compose.ts';

export type PlainSubgraph = {
  readonly sdl: string;
  readonly resolvers: Readonly<Record<string, object>>;
};

/** Subgraphs over HTTP that ask for no token. */
export type PlainSubgraphs = {
  readonly supergraphSdl: string;
  /** As the setting `traffic.subgraphs` takes them. */
  readonly addresses: Readonly<Record<string, { readonly url: string }>>;
  /** Headers of the requests that came, in their order. */
  readonly heard: IncomingHttpHeaders[];
  stop(): Promise<void>;
};

/** Composes subgraphs and serves each on a free port. Directives that are used have to be named. */
export async function startPlainSubgraphs(
  subgraphs: Readonly<Record<string, PlainSubgraph>>,
  directives: readonly string[] = ['@key'],
): Promise<PlainSubgraphs> {
  const servers: Server[] = [];
  const addresses: Record<string, { url: string }> = {};
  const heard: IncomingHttpHeaders[] = [];
  const sdls: Record<string, string> = {};
  for (const [name, { sdl, resolvers }] of Object.entries(subgraphs)) {
    sdls[name] = linkFederation(...directives) + sdl;
    const schema = buildSubgraphSchema([{ typeDefs: parse(sdls[name]), resolvers: { ...resolvers } as never }]);
    const handle = createHandler({ schema });
    const server = createServer((request, response) => {
      heard.push(request.headers);
      void handle(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    // A TCP server's address is never a pipe's name.
    addresses[name] = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
    servers.push(server);
  }
  return {
    supergraphSdl: compose(sdls),
    addresses,
    heard,
    async stop() {
      for (const server of servers) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}
