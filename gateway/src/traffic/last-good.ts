/** Answers that were good once, for when none can be had. */
export type LastGood = {
  /** The answer's text and when it came, in epoch milliseconds. */
  get(key: string): { readonly text: string; readonly atMs: number } | undefined;
  set(key: string, text: string, atMs: number): void;
};

/** What an entry takes besides its texts, roughly. */
const bytesPerEntry = 200;

/** Keeps at most `maxBytes` of keys and answers; those go first that came first and were not renewed. */
export function createLastGood(maxBytes: number): LastGood {
  const entries = new Map<string, { readonly text: string; readonly atMs: number }>();
  let bytes = 0;
  const drop = (key: string) => {
    const entry = entries.get(key);
    if (!entry) return;
    entries.delete(key);
    bytes -= sizeOf(key, entry.text);
  };
  return {
    get: (key) => entries.get(key),
    set: (key, text, atMs) => {
      drop(key);
      const size = sizeOf(key, text);
      if (size > maxBytes) return;
      entries.set(key, { text, atMs });
      bytes += size;
      for (const oldest of entries.keys()) {
        if (bytes <= maxBytes) break;
        drop(oldest);
      }
    },
  };
}

/** At two bytes a character, which a text takes that has any beyond Latin-1. */
function sizeOf(key: string, text: string): number {
  return 2 * (key.length + text.length) + bytesPerEntry;
}
