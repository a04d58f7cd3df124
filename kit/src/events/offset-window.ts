/**
 * What a consumer has in hand of one partition. Messages are opened in the order of their offsets and settled in any
 * order; only the offset below which everything is settled may be committed.
 */
export type OffsetWindow = {
  readonly topic: string;
  readonly partition: number;
  /** False once another consumer may own the partition: work that has not begun is left to it. */
  live(): boolean;
  open(offset: bigint): void;
  settle(offset: bigint): void;
  unfinished(): number;
  /** The next offset to fetch. */
  end(): bigint;
  /** The offset to commit, undefined when it has been committed already. */
  uncommitted(): bigint | undefined;
  committed(offset: bigint): void;
  /** Calls back once when the number of unfinished messages is at most `limit`, or the window is closed. */
  onceBelow(limit: number, callback: () => void): void;
  close(): void;
};

/** Opens a window whose first message will be at `start`. */
export function createOffsetWindow(topic: string, partition: number, start: bigint): OffsetWindow {
  // Insertion order is offset order, so that the first entry is the lowest.
  const open = new Set<bigint>();
  let live = true;
  let end = start;
  let committed = start;
  let below: { limit: number; callback: () => void } | undefined;

  function callBack(): void {
    const callback = below?.callback;
    below = undefined;
    callback?.();
  }

  return {
    topic,
    partition,
    live: () => live,
    open(offset) {
      open.add(offset);
      end = offset + 1n;
    },
    settle(offset) {
      open.delete(offset);
      if (below && open.size <= below.limit) callBack();
    },
    unfinished: () => open.size,
    end: () => end,
    uncommitted() {
      const [lowest = end] = open;
      return lowest > committed ? lowest : undefined;
    },
    committed(offset) {
      committed = offset;
    },
    onceBelow(limit, callback) {
      below = { limit, callback };
    },
    close() {
      live = false;
      callBack();
    },
  };
}
