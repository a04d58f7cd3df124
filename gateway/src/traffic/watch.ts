type Watched = { place: number };

/** Looks at everything on its list again and again, for as long as there is anything. */
export type Watch<T extends Watched> = {
  add(item: T): void;
  /** Nothing happens when it is not on the list. */
  remove(item: T): void;
  /** Resolves once nothing is on the list. */
  empty(): Promise<void>;
};

/** How late a deadline may be noticed. */
const everyMs = 25;

/**
 * Watches items by one timer for all, instead of a timer and an abort signal's listener for each: both cost more than
 * an item that almost always ends before its time is worth. `look` may remove the item that it looks at, and others.
 */
export function createWatch<T extends Watched>(look: (item: T, nowMs: number) => void, now: () => number): Watch<T> {
  const items: T[] = [];
  let timer: NodeJS.Timeout | undefined;
  let emptied = Promise.withResolvers<void>();
  const lookAtAll = () => {
    const nowMs = now();
    // Backwards, since removing an item puts the last one in its place. Those that `look` adds wait for the next round.
    for (let index = items.length - 1; index >= 0; index--) {
      const item = items[index];
      if (item) look(item, nowMs);
    }
    if (items.length > 0) return;
    clearInterval(timer);
    timer = undefined;
    emptied.resolve();
    emptied = Promise.withResolvers();
  };
  return {
    add: (item) => {
      item.place = items.length;
      items.push(item);
      timer ??= setInterval(lookAtAll, everyMs);
    },
    remove: (item) => {
      if (items[item.place] !== item) return;
      const last = items.pop();
      if (last && last !== item) {
        items[item.place] = last;
        last.place = item.place;
      }
      item.place = -1;
    },
    empty: () => (timer ? emptied.promise : Promise.resolve()),
  };
}
