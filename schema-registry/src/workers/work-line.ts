/** First come, first served, within a number of places, of bytes, and a time each may wait. */
export type WorkLine<T> = {
  /** Whether there was a place. */
  join(item: T, bytes: number): boolean;
  /** The next in line, as soon as there is one; undefined once the line is closed. */
  next(): Promise<T | undefined>;
  /** Ends the line. Gives those who still wait. */
  close(): readonly T[];
};

type Limits = { readonly places: number; readonly bytes: number; readonly patienceMs: number };
type Ticket<T> = { readonly item: T; readonly bytes: number; readonly timer: NodeJS.Timeout };

/** Makes a line; who has waited for longer than `patienceMs` is taken out of it and given to `onImpatient`. */
export function createWorkLine<T>(limits: Limits, onImpatient: (item: T) => void): WorkLine<T> {
  const tickets = new Set<Ticket<T>>();
  const takers: ((item: T | undefined) => void)[] = [];
  let held = 0;
  let closed = false;
  const leave = (ticket: Ticket<T>): T => {
    clearTimeout(ticket.timer);
    tickets.delete(ticket);
    held -= ticket.bytes;
    return ticket.item;
  };
  const wait = (item: T, bytes: number) => {
    const timer = setTimeout(() => onImpatient(leave(ticket)), limits.patienceMs);
    const ticket: Ticket<T> = { item, bytes, timer };
    tickets.add(ticket);
    held += bytes;
  };
  return {
    join(item, bytes) {
      if (closed) return false;
      const taker = takers.shift();
      if (taker) taker(item);
      else if (tickets.size >= limits.places || held + bytes > limits.bytes) return false;
      else wait(item, bytes);
      return true;
    },
    async next() {
      for (const ticket of tickets) return leave(ticket);
      return closed ? undefined : new Promise((resolve) => takers.push(resolve));
    },
    close() {
      closed = true;
      const left = [...tickets].map(leave);
      for (const taker of takers.splice(0)) taker(undefined);
      return left;
    },
  };
}
