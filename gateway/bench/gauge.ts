import { monitorEventLoopDelay } from 'node:perf_hooks';

// Preloaded into the process that is watched: tells its parent what it holds, after a collection of garbage.
const everyMs = 10_000;
const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();

/** What a process holds: bytes, and counts of open handles by kind. */
export type Gauge = {
  readonly heap: number;
  readonly external: number;
  readonly rss: number;
  readonly handles: Readonly<Record<string, number>>;
  /** The longest the event loop was late since the last gauge, in milliseconds; collecting garbage for this apart. */
  readonly lateMs: number;
};

setInterval(() => {
  const lateMs = delay.max / 1e6;
  globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  process.send?.({ heap: heapUsed, external, rss, handles: countHandles(), lateMs } satisfies Gauge);
  // What the forced collection took is not the router's.
  setImmediate(() => delay.reset());
}, everyMs).unref();

function countHandles(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
