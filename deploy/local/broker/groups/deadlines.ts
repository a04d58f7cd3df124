export type Deadlines = {
  /** Sets when a group is next to be looked at, in epoch ms; Infinity for not at all. */
  readonly set: (groupId: string, atMs: number) => void;
  readonly clear: () => void;
};

/**
 * One timer for each group. A timer that fires too early costs one look, so a deadline that only moves back (as with
 * every heartbeat) leaves the timer as it is.
 */
export function createDeadlines(now: () => number, onDue: (groupId: string) => void): Deadlines {
  const timers = new Map<string, { readonly atMs: number; readonly timer: NodeJS.Timeout }>();
  function fire(groupId: string): void {
    timers.delete(groupId);
    onDue(groupId);
  }
  return {
    set(groupId, atMs) {
      const known = timers.get(groupId);
      const isNever = atMs === Number.POSITIVE_INFINITY;
      if (known && !isNever && known.atMs <= atMs) return;
      clearTimeout(known?.timer);
      timers.delete(groupId);
      if (isNever) return;
      const timer = setTimeout(() => fire(groupId), Math.max(1, atMs - now())).unref();
      timers.set(groupId, { atMs, timer });
    },
    clear() {
      for (const { timer } of timers.values()) clearTimeout(timer);
      timers.clear();
    },
  };
}
