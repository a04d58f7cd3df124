/** Lets only so many do something at a time; the others wait in the order they came. */
export type Gate = <R>(work: () => Promise<R>) => Promise<R>;

/** Makes a gate that lets `atOnce` through; when `mostWaiting` wait already, it throws what `refuse` makes. */
export function createGate(atOnce: number, mostWaiting: number, refuse: () => Error): Gate {
  const waiting: (() => void)[] = [];
  let inside = 0;
  return async (work) => {
    if (waiting.length >= mostWaiting) throw refuse();
    // Whoever leaves hands the place over, so that nobody who comes meanwhile takes it.
    if (inside >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
    else inside += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else inside -= 1;
    }
  };
}
