import type { RemoteCompiler } from '../documents/compiler-pool.ts';
import { createDocuments, type Documents } from '../documents/document-cache.ts';
import { createLink } from '../execution/link.ts';
import type { LiveField } from '../live/declaration/field.ts';
import { createLiveField } from '../live/declaration/live-field.ts';
import type { SubgraphClient } from '../traffic/subgraph-client.ts';
import type { Clients } from './clients.ts';

/**
 * Everything that answers requests by one supergraph. It never changes: another supergraph is another graph. It is let
 * go of in two steps: once it is retired nobody begins on it any more, and when the last has left it, it is closed.
 */
export type Graph = {
  /** The schema that clients see, as text. */
  readonly apiSdl: string;
  readonly documents: Documents;
  /** The subscription fields that events feed, by name. */
  readonly liveFields: ReadonlyMap<string, LiveField>;
  /** What subscribes at a subgraph; undefined where it takes no subscriptions. */
  subscriberOf(subgraph: string): SubgraphClient['subscribe'];
  /** Keeps the graph open until `leave`. */
  enter(): void;
  leave(): void;
  /** Has the graph closed when nobody is on it any more. Resolves then. */
  retire(): Promise<void>;
};

/**
 * Makes a graph of a compiler, over clients for its subgraphs, both of which are its own to let go of. `mask`: as
 * `createFaults` has it. Errors: an Error when a subgraph has no address.
 */
export function createGraph(compiler: RemoteCompiler, clients: Clients, mask: boolean): Graph {
  const opened = openAll(compiler, clients);
  const link = createLink(opened, mask);
  let users = 0;
  const closed = Promise.withResolvers<void>();
  let isRetired = false;
  const close = () => {
    const letGo = [...compiler.subgraphs.map((entry) => clients.close(entry)), compiler.stop()];
    closed.resolve(Promise.all(letGo).then(() => undefined));
  };
  return {
    apiSdl: compiler.apiSdl,
    liveFields: new Map(compiler.liveFields.map((each) => [each.name, createLiveField(each)])),
    documents: createDocuments(compiler, async (key, variant) => {
      const compiled = await compiler.compile(key, variant);
      return link(compiled, (variables) => compiler.introspect(key, variables));
    }),
    subscriberOf: (subgraph) => opened.get(subgraph)?.subscribe,
    enter() {
      users += 1;
    },
    leave() {
      users -= 1;
      if (users === 0 && isRetired) close();
    },
    retire() {
      if (!isRetired && users === 0) close();
      isRetired = true;
      return closed.promise;
    },
  };
}

function openAll({ subgraphs }: RemoteCompiler, clients: Clients): ReadonlyMap<string, SubgraphClient> {
  const opened = new Map<string, SubgraphClient>();
  try {
    for (const entry of subgraphs) opened.set(entry.name, clients.open(entry));
    return opened;
  } catch (error) {
    for (const entry of subgraphs) if (opened.has(entry.name)) void clients.close(entry);
    throw error;
  }
}
