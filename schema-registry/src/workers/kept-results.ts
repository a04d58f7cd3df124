/** What came of work, kept within a number of bytes; what was not used for longest goes first. */
export type KeptResults<V> = {
  get(key: string): V | undefined;
  /** Keeps a value unless it is larger than a quarter of the whole. */
  set(key: string, value: V, bytes: number): void;
};

/** Of each entry, besides its value. */
const bytesPerEntry = 256;

/** Makes an empty memory of `maxBytes`. */
export function createKeptResults<V>(maxBytes: number): KeptResults<V> {
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
    set(key, value, size) {
      const bytes = size + bytesPerEntry;
      forget(key);
      if (bytes > maxBytes / 4) return;
      entries.set(key, { value, bytes });
      held += bytes;
      for (const oldest of entries.keys()) {
        if (held <= maxBytes) break;
        forget(oldest);
      }
    },
  };
}
