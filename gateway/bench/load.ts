import { performance } from 'node:perf_hooks';
import { Pool } from 'undici';

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

/** Puts load on a server and tells how it did; latencies in milliseconds. */
export async function drive(load: Load): Promise<Outcome> {
  const pool = new Pool(load.url.origin, { connections: load.connections, pipelining: 1 });
  const times: number[] = [];
  let failed = 0;
  let sent = 0;
  const ask = async (begunAt: number) => {
    const ok = await post(pool, load, load.body(sent++));
    times.push(performance.now() - begunAt);
    if (!ok) failed += 1;
  };
  const end = performance.now() + load.seconds * 1_000;
  if (load.rate) await paced(load.rate, end, ask);
  else await Promise.all(Array.from({ length: load.connections }, () => closed(end, ask)));
  await pool.close();
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

/** Sends one request and reads the whole answer; false unless it is a result without errors. */
function post(pool: Pool, { url, headers }: Load, body: string): Promise<boolean> {
  return new Promise((resolve) => {
    let ok = false;
    pool.dispatch(
      { path: url.pathname, method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body },
      {
        onRequestStart: () => undefined,
        onResponseStart: (_controller, status) => {
          ok = status === 200;
        },
        onResponseData: (_controller, chunk) => {
          if (chunk.includes('"errors"')) ok = false;
        },
        onResponseEnd: () => resolve(ok),
        onResponseError: () => resolve(false),
      },
    );
  });
}
