/** Runs work of the same key one after the other and work of different keys side by side. */
export type Lanes = {
  /**
   * Queues work behind all earlier work of its key. Resolves when it is done, or when it or something before it calls
   * `setAside`: the lane goes on alone and nobody needs to wait for it.
   */
  run(key: string, work: (setAside: () => void) => Promise<void>): Promise<void>;
  /** Resolves when no work is left. */
  idle(): Promise<void>;
};

type Lane = { tail: Promise<void>; queued: number; aside: boolean; readonly waiting: Set<() => void> };

/** Work that rejects is reported to `onError` and does not stop its lane. */
export function createLanes(onError: (error: unknown) => void): Lanes {
  const lanes = new Map<string, Lane>();

  function laneOf(key: string): Lane {
    const lane = lanes.get(key) ?? { tail: Promise.resolve(), queued: 0, aside: false, waiting: new Set() };
    lanes.set(key, lane);
    return lane;
  }

  async function next(key: string, lane: Lane, before: Promise<void>, work: (setAside: () => void) => Promise<void>) {
    await before;
    try {
      await work(() => setAside(lane));
    } catch (error) {
      onError(error);
    }
    lane.aside = false;
    lane.queued -= 1;
    if (lane.queued === 0) lanes.delete(key);
  }

  return {
    async run(key, work) {
      const lane = laneOf(key);
      lane.queued += 1;
      const done = next(key, lane, lane.tail, work);
      lane.tail = done;
      if (lane.aside) return;
      let release = () => {};
      const released = new Promise<void>((resolve) => {
        release = resolve;
      });
      lane.waiting.add(release);
      await Promise.race([done, released]);
      lane.waiting.delete(release);
    },
    async idle() {
      await Promise.all([...lanes.values()].map((lane) => lane.tail));
    },
  };
}

function setAside(lane: Lane): void {
  lane.aside = true;
  for (const release of lane.waiting) release();
}
