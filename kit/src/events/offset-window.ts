// So much of one partition may wait behind keys that are being retried, before the partition itself waits.
const maxMessages = 1_000;
const maxBytes = 8_000_000;

/**
 * What a consumer has in hand of one partition. Messages are opened in the order of their offsets and settled in any
 * order; only the offset below which everything is settled may be committed.
 */
export type OffsetWindow = {
  readonly topic: string;
  readonly partition: number;
  /** False once another consumer may own the partition: work that has not begun is left to it. */
  live(): boolean;
  open(offset: bigint, bytes: number): void;
  settle(offset: bigint): void;
  /** How much is open, from 0 for nothing to 1 for as much as there should be. */
  fullness(): number;
  /** The next offset to fetch. */
  end(): bigint;
  /** The offset to commit, undefined when it has been committed already. */
  uncommitted(): bigint | undefined;
  committed(offset: bigint): void;
  /** Calls back once when it is at most so full, or the window is closed. */
  onceBelow(fullness: number, callback: () => void): void;
  close(): void;
};

/** Opens a window whose first message will be at `start`. */
export function createOffsetWindow(topic: string, partition: number, start: bigint): OffsetWindow {
  // Insertion order is offset order, so that the first entry is the lowest.
  const open = new Map<bigint, number>();
  let openBytes = 0;
  let live = true;
  let end = start;
  let committed = start;
  let below: { fullness: number; callback: () => void } | undefined;

  const fullness = () => Math.max(open.size / maxMessages, openBytes / maxBytes);

  function callBack(): void {
    const callback = below?.callback;
    below = undefined;
    callback?.();
  }

  return {
    topic,
    partition,
    live: () => live,
    open(offset, bytes) {
      open.set(offset, bytes);
      openBytes += bytes;
      end = offset + 1n;
    },
    settle(offset) {
      openBytes -= open.get(offset) ?? 0;
      open.delete(offset);
      if (below && fullness() <= below.fullness) callBack();
    },
    fullness,
    end: () => end,
    uncommitted() {
      const [lowest = end] = open.keys();
      return lowest > committed ? lowest : undefined;
    },
    committed(offset) {
      committed = offset;
    },
    onceBelow(limit, callback) {
      below = { fullness: limit, callback };
    },
    close() {
      live = false;
      callBack();
    },
  };
}
