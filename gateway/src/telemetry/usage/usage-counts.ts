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

/** Operations and clients of one report at the most, and their names and fields as text; what is beyond is dropped. */
const mostEntries = 10_000;
const mostCharacters = 16 * 1024 * 1024;

/** Makes what counts requests until they are taken. */
export function createUsageCounts(onDropped: () => void): { count: CountUsage; take(): UsageCounts } {
  let byFacts = new Map<UsageFacts, Map<string, ClientCounts>>();
  let entries = 0;
  let characters = 0;
  let requests = 0;
  const entryOf = (facts: UsageFacts, name: string, version: string): ClientCounts | undefined => {
    const clients = byFacts.get(facts);
    // No header has a line break.
    const client = `${name}\n${version}`;
    const known = clients?.get(client);
    if (known) return known;
    const more = client.length + (clients ? 0 : lengthOf(facts));
    if (entries >= mostEntries || characters + more > mostCharacters) return undefined;
    const entry: ClientCounts = { name, version, requests: 0, errors: 0, latencies: new Map() };
    entries += 1;
    characters += more;
    if (clients) clients.set(client, entry);
    else byFacts.set(facts, new Map([[client, entry]]));
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
      characters = 0;
      requests = 0;
      return taken;
    },
  };
}

/** Documents that are written differently, or were read again by another graph, may be the same operation. */
function byKey(byFacts: ReadonlyMap<UsageFacts, ReadonlyMap<string, ClientCounts>>): UsageCounts['byKey'] {
  const merged = new Map<string, { readonly facts: UsageFacts; readonly clients: ClientCounts[] }>();
  for (const [facts, clients] of byFacts) {
    const known = merged.get(facts.key);
    if (known) known.clients.push(...clients.values());
    else merged.set(facts.key, { facts, clients: [...clients.values()] });
  }
  return merged;
}

function lengthOf({ key, fields }: UsageFacts): number {
  const names = Object.entries(fields).flatMap(([type, { fieldNames }]) => [type, ...fieldNames]);
  return names.reduce((sum, { length }) => sum + length, key.length);
}
