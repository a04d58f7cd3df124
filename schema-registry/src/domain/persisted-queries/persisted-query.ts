/** An operation that clients may run by its id; `clientName` is empty where all clients may. */
export type PersistedQuery = {
  readonly id: string;
  readonly clientName: string;
  readonly name: string;
  readonly type: 'query' | 'mutation' | 'subscription';
  readonly body: string;
};

/** Operations of a graph by their ids, which variants serve by being linked to it. */
export type PersistedQueryList = {
  readonly id: string;
  readonly graphId: string;
  readonly name: string;
  /** Grows with every publish that changes something. */
  readonly revision: number;
  /** Hashes of the documents that routers fetch. */
  readonly chunks: readonly string[];
  readonly createdAt: Date;
};

/** What a publish does to a list. */
export type MergedQueries = {
  /** The whole list as it is then, in a fixed order. */
  readonly queries: readonly PersistedQuery[];
  /** Those of them that are new, or have another name or type. */
  readonly changed: readonly PersistedQuery[];
  readonly counts: {
    readonly added: number;
    readonly identical: number;
    readonly updated: number;
    readonly unaffected: number;
    readonly removed: number;
  };
};

/**
 * Adds operations to those of a list. What stands for an id never changes, since clients rely on it: `conflict` is the
 * id of an operation that has another body, among those that are there or among those given.
 */
export function mergeQueries(
  existing: readonly PersistedQuery[],
  given: readonly PersistedQuery[],
): MergedQueries | { readonly conflict: string } {
  const before = new Map(existing.map((query) => [keyOf(query), query]));
  const published = new Map<string, PersistedQuery>();
  for (const query of given) {
    const known = published.get(keyOf(query)) ?? before.get(keyOf(query));
    if (known && known.body !== query.body) return { conflict: query.id };
    published.set(keyOf(query), query);
  }
  const each = [...published.values()];
  const added = each.filter((query) => !before.has(keyOf(query)));
  const updated = each.filter((query) => isOther(before.get(keyOf(query)), query));
  return {
    queries: [...new Map([...before, ...published])].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, query]) => query),
    changed: [...added, ...updated],
    counts: {
      added: added.length,
      identical: each.length - added.length - updated.length,
      updated: updated.length,
      unaffected: [...before.keys()].filter((key) => !published.has(key)).length,
      removed: 0,
    },
  };
}

function keyOf({ id, clientName }: PersistedQuery): string {
  return JSON.stringify([id, clientName]);
}

function isOther(before: PersistedQuery | undefined, now: PersistedQuery): boolean {
  return before !== undefined && (before.name !== now.name || before.type !== now.type);
}
