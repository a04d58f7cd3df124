/** Keeps what was used last, within a number of entries and of bytes. */
export type BoundedCache<V> = {
  get(key: string): V | undefined;
  set(key: string, value: V, bytes: number): void;
  /** What it holds, the latest used first. */
  recent(): readonly V[];
};

/**
 * Makes a cache that forgets what was not used for longest when it holds too many entries or bytes.
 * A value larger than a tenth of the whole is not kept, so that one client cannot empty the cache.
 */
export function createBoundedCache<V>(maxEntries: number, maxBytes: number): BoundedCache<V> {
  const entries = new Map<string, { readonly value: V; readonly bytes: number }>();
  let held = 0;
  const forget = (key: string) => {
    held -= entries.get(key)?.bytes ?? 0;
    entries.delete(key);
  };
  return {
    get(key) {
      const entry = entries.get(key);
      if (!entry) return undefined;
      // A Map keeps the order of insertion: putting it in again makes it the youngest.
      entries.delete(key);
      entries.set(key, entry);
      return entry.value;
    },
    set(key, value, bytes) {
      // What was kept under the key before has grown into this, or is no longer so.
      forget(key);
      if (bytes > maxBytes / 10) return;
      entries.set(key, { value, bytes });
      held += bytes;
      for (const oldest of entries.keys()) {
        if (entries.size <= maxEntries && held <= maxBytes) break;
        forget(oldest);
      }
    },
    recent: () => [...entries.values()].map(({ value }) => value).reverse(),
  };
}
