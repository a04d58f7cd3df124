import type { UsageFacts } from '../../compiler/document/usage-facts.ts';

/** Requests of one client for one operation. */
export type ClientCounts = {
  readonly name: string;
  readonly version: string;
  requests: number;
  errors: number;
  /** By bucket. */
  readonly latencies: Map<number, number>;
};

/** What was asked since the last report, by operation and client. */
export type UsageCounts = {
  readonly byKey: ReadonlyMap<string, { readonly facts: UsageFacts; readonly clients: readonly ClientCounts[] }>;
  readonly requests: number;
};

/** Counts requests. */
export type CountUsage = (facts: UsageFacts, name: string, version: string, isError: boolean, bucket: number) => void;

/** Operations and clients of one report at the most; what is beyond is counted as dropped. */
const mostEntries = 10_000;

/** Makes what counts requests until they are taken. */
export function createUsageCounts(onDropped: () => void): { count: CountUsage; take(): UsageCounts } {
  let byFacts = new Map<UsageFacts, ClientCounts[]>();
  let entries = 0;
  let requests = 0;
  const entryOf = (facts: UsageFacts, name: string, version: string): ClientCounts | undefined => {
    const clients = byFacts.get(facts);
    // Few clients send the same operation, and mostly the one that was first.
    const known = clients?.find((client) => client.name === name && client.version === version);
    if (known || entries >= mostEntries) return known;
    const entry: ClientCounts = { name, version, requests: 0, errors: 0, latencies: new Map() };
    entries += 1;
    if (clients) clients.push(entry);
    else byFacts.set(facts, [entry]);
    return entry;
  };
  return {
    count(facts, name, version, isError, bucket) {
      const entry = entryOf(facts, name, version);
      if (!entry) return onDropped();
      requests += 1;
      entry.requests += 1;
      if (isError) entry.errors += 1;
      entry.latencies.set(bucket, (entry.latencies.get(bucket) ?? 0) + 1);
    },
    take() {
      const taken = { byKey: byKey(byFacts), requests };
      byFacts = new Map();
      entries = 0;
      requests = 0;
      return taken;
    },
  };
}

/** Documents that are written differently, or were read again by another graph, may be the same operation. */
function byKey(byFacts: ReadonlyMap<UsageFacts, readonly ClientCounts[]>): UsageCounts['byKey'] {
  const merged = new Map<string, { readonly facts: UsageFacts; readonly clients: ClientCounts[] }>();
  for (const [facts, clients] of byFacts) {
    const known = merged.get(facts.key);
    if (known) known.clients.push(...clients);
    else merged.set(facts.key, { facts, clients: [...clients] });
  }
  return merged;
}
