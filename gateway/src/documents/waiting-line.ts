/** First come, first served, within a number of places and a time each may wait. */
export type WaitingLine<T> = {
  /** Whether there was a place. */
  join(item: T): boolean;
  /** The next in line, as soon as there is one; undefined once the line is closed. */
  next(): Promise<T | undefined>;
  /** Ends the line. Gives those who still wait. */
  close(): readonly T[];
};

/** Makes a line of `places`; who has waited for `patienceMs` is taken out of it and given to `onImpatient`. */
export function createWaitingLine<T>(
  places: number,
  patienceMs: number,
  onImpatient: (item: T) => void,
): WaitingLine<T> {
  const items = new Map<T, NodeJS.Timeout>();
  const takers: ((item: T | undefined) => void)[] = [];
  let closed = false;
  const leave = (item: T) => {
    clearTimeout(items.get(item));
    items.delete(item);
  };
  const giveUp = (item: T) => {
    leave(item);
    onImpatient(item);
  };
  return {
    join(item) {
      if (closed) return false;
      // Who was busy last knows best what comes next: a document is read, and soon after compiled.
      const taker = takers.pop();
      if (taker) taker(item);
      else if (items.size >= places) return false;
      else items.set(item, setTimeout(giveUp, patienceMs, item));
      return true;
    },
    async next() {
      for (const item of items.keys()) {
        leave(item);
        return item;
      }
      return closed ? undefined : new Promise((resolve) => takers.push(resolve));
    },
    close() {
      closed = true;
      const left = [...items.keys()];
      left.forEach(leave);
      for (const taker of takers.splice(0)) taker(undefined);
      return left;
    },
  };
}
