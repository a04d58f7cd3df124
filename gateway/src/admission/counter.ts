/** What a key has used of its window so far, this use included, and when the window ends. */
export type Usage = { readonly used: number; readonly resetMs: number };

/** Counts uses of a key within windows of fixed length; the first use begins a window. */
export type Counter = (key: string) => Promise<Usage>;

/**
 * Makes a counter within this process. Of more than `maxKeys` keys the oldest windows are forgotten first, which favours
 * the newcomers rather than letting a flood of keys fill the memory.
 */
export function createLocalCounter(windowMs: number, maxKeys: number, now: () => number): Counter {
  const windows = new Map<string, { used: number; readonly endsAt: number }>();
  const begin = (key: string) => {
    // Insertion order is the order in which windows end, so what is over lies in front.
    for (const [oldest, { endsAt }] of windows) {
      if (endsAt > now() && windows.size < maxKeys) break;
      windows.delete(oldest);
    }
    const window = { used: 0, endsAt: now() + windowMs };
    windows.delete(key);
    windows.set(key, window);
    return window;
  };
  return async (key) => {
    const known = windows.get(key);
    const window = known && known.endsAt > now() ? known : begin(key);
    window.used += 1;
    return { used: window.used, resetMs: window.endsAt - now() };
  };
}
