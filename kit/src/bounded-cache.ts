/** A map that forgets its oldest entries beyond `size`, and any entry once its time is over. */
export type BoundedCache<V> = {
  get(key: string): V | undefined;
  set(key: string, value: V, expiresAtMs: number): void;
};

/** Makes an empty cache for at most `size` entries; `now` is in epoch milliseconds. */
export function createBoundedCache<V>(size: number, now: () => number): BoundedCache<V> {
  const entries = new Map<string, { readonly value: V; readonly expiresAtMs: number }>();
  return {
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      if (entry.expiresAtMs > now()) return entry.value;
      entries.delete(key);
      return undefined;
    },
    set(key, value, expiresAtMs) {
      entries.delete(key);
      entries.set(key, { value, expiresAtMs });
      const [oldest] = entries.keys();
      if (entries.size > size && oldest !== undefined) entries.delete(oldest);
    },
  };
}
