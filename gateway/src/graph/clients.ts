import type { SubgraphEntry } from '../compiler/contract.ts';
import type { SubgraphClient } from '../traffic/subgraph-client.ts';

/** Clients of subgraphs, which graphs have in common: what a client knows of its subgraph outlives a reload. */
export type Clients = {
  /** The client of a subgraph, made unless there is one. */
  open(entry: SubgraphEntry): SubgraphClient;
  /** Takes back one `open`; the client is stopped with the last one. */
  close(entry: SubgraphEntry): Promise<void>;
};

/** Makes the client of a subgraph. */
export type CreateClient = (entry: SubgraphEntry) => SubgraphClient;

/** Makes an empty set of clients. */
export function createClients(create: CreateClient): Clients {
  const opened = new Map<string, { readonly client: SubgraphClient; users: number }>();
  return {
    open(entry) {
      const key = keyOf(entry);
      const known = opened.get(key) ?? { client: create(entry), users: 0 };
      known.users += 1;
      opened.set(key, known);
      return known.client;
    },
    async close(entry) {
      const key = keyOf(entry);
      const known = opened.get(key);
      if (!known) return;
      known.users -= 1;
      if (known.users > 0) return;
      opened.delete(key);
      await known.client.stop();
    },
  };
}

function keyOf({ name, url, sdl }: SubgraphEntry): string {
  return JSON.stringify([name, url, sdl]);
}
