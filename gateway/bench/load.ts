import { performance } from 'node:perf_hooks';
import type { Lane, LaneRequest, Receiver } from '../src/traffic/lane.ts';
import { createWireLane } from '../src/traffic/wire/wire-lane.ts';

export type Load = {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** The n-th request's body. */
  readonly body: (n: number) => string;
  readonly connections: number;
  readonly seconds: number;
  /** Requests a second, evenly spread; without it each connection asks again as soon as it was answered. */
  readonly rate?: number;
};

export type Outcome = {
  readonly requests: number;
  readonly failed: number;
  readonly p50: number;
  readonly p99: number;
};

const connectMs = 5_000;

/**
 * Puts load on a server and tells how it did; latencies in milliseconds. It asks as the router asks its subgraphs, since
 * a client that costs more than what it measures measures itself.
 */
export async function drive(load: Load): Promise<Outcome> {
  const lanes = Array.from({ length: load.connections }, () => createWireLane(load.url, connectMs));
  const post = createPost(load, lanes);
  const times: number[] = [];
  let failed = 0;
  let sent = 0;
  const ask = async (begunAt: number) => {
    const ok = await post(load.body(sent++));
    times.push(performance.now() - begunAt);
    if (!ok) failed += 1;
  };
  const end = performance.now() + load.seconds * 1_000;
  if (load.rate) await paced(load.rate, end, ask);
  else await Promise.all(lanes.map(() => closed(end, ask)));
  await Promise.all(lanes.map((lane) => lane.close()));
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(times.length * share)] ?? 0;
  return { requests: times.length, failed, p50: at(0.5), p99: at(0.99) };
}

async function closed(end: number, ask: (begunAt: number) => Promise<void>): Promise<void> {
  while (performance.now() < end) await ask(performance.now());
}

/** Latency counts from when a request was due, so that a server that stalls is not asked less. */
async function paced(rate: number, end: number, ask: (begunAt: number) => Promise<void>): Promise<void> {
  const open = new Set<Promise<void>>();
  let due = performance.now();
  while (due < end) {
    while (due <= performance.now()) {
      const asked = ask(due).finally(() => open.delete(asked));
      open.add(asked);
      due += 1_000 / rate;
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(open);
}

/** What sends a request when a connection is free, and reads the whole answer; false unless it is a result without errors. */
function createPost({ url, headers }: Load, lanes: readonly Lane[]): (body: string) => Promise<boolean> {
  const shares = Object.entries({ 'content-type': 'application/json', ...headers }).flat();
  const free = [...lanes];
  const waiting: ((lane: Lane) => void)[] = [];
  const release = (lane: Lane) => {
    const next = waiting.shift();
    if (next) next(lane);
    else free.push(lane);
  };
  return (body) =>
    new Promise((resolve) => {
      const request: LaneRequest = { path: url.pathname, shares, headers: [], body, shared: false };
      const begin = (lane: Lane) =>
        lane.dispatch(
          request,
          receiverOf((ok) => {
            release(lane);
            resolve(ok);
          }),
        );
      const lane = free.pop();
      if (lane) begin(lane);
      else waiting.push(begin);
    });
}

function receiverOf(tell: (ok: boolean) => void): Receiver {
  let ok = false;
  return {
    onRequestStart: () => undefined,
    onResponseStart: (_control, status) => {
      ok = status === 200;
    },
    onResponseData: (_control, bytes) => {
      if (bytes.includes('"errors"')) ok = false;
    },
    onResponseEnd: () => tell(ok),
    onResponseError: () => tell(false),
  };
}
