/** Gives what was made for a key lately, or makes it. */
export type Recent<V> = (key: string, make: () => V) => V;

/** Makes a memory of the last `size` things made; what `make` throws is not kept. */
export function createRecent<V>(size: number): Recent<V> {
  const entries = new Map<string, V>();
  return (key, make) => {
    const known = entries.get(key);
    const value = known ?? make();
    // A Map keeps the order of insertion: putting it in again makes it the youngest.
    entries.delete(key);
    entries.set(key, value);
    for (const oldest of entries.keys()) {
      if (entries.size <= size) break;
      entries.delete(oldest);
    }
    return value;
  };
}
