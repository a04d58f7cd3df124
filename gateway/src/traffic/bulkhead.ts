import type { Lane } from './lane.ts';
import type { Lanes } from './lanes.ts';

/** Bounds how many are under way at a time, and how many wait for their turn. */
export type Bulkhead<T> = {
  /** Lets it run now or when its turn comes; false when too many wait already. */
  enter(item: T): boolean;
  /** Takes it out of those that wait. */
  drop(item: T): void;
  /** Gives the lane on to the one that has waited longest. */
  leave(lane: Lane): void;
  close(): Promise<void>;
};

/** `run` says whether it took the lane; if so, `leave` is to be called with it. At most `queue` items wait. */
export function createBulkhead<T>(lanes: Lanes, queue: number, run: (item: T, lane: Lane) => boolean): Bulkhead<T> {
  const waiting = new Set<T>();
  return {
    enter: (item) => {
      const lane = lanes.take();
      if (lane) {
        if (!run(item, lane)) lanes.give(lane);
        return true;
      }
      if (waiting.size >= queue) return false;
      waiting.add(item);
      return true;
    },
    drop: (item) => {
      waiting.delete(item);
    },
    leave: (lane) => {
      if (waiting.size > 0) {
        for (const next of waiting) {
          waiting.delete(next);
          if (run(next, lane)) return;
        }
      }
      lanes.give(lane);
    },
    close: lanes.close,
  };
}
