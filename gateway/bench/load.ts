import { createHistogram, performance, type RecordableHistogram } from 'node:perf_hooks';
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
  /** The p99 of each second by itself, at a steady rate. */
  readonly p99s: readonly number[];
};

const connectMs = 5_000;
/** Connections that are made, and code that is compiled for them, are none of what a steady rate is to show. */
const settleMs = 1_000;
/** How long after the end answers are waited for. */
const patienceMs = 60_000;
const nsPerMs = 1e6;

/** What is counted. Latencies are in nanoseconds. */
type Counts = {
  readonly latencies: RecordableHistogram;
  readonly seconds: RecordableHistogram[];
  requests: number;
  failed: number;
};

/**
 * Puts load on a server and tells how it did; latencies in milliseconds. It asks as the router asks its subgraphs and
 * keeps nothing of an answer, since a client that costs more than what it measures, or stops to clear away, measures itself.
 */
export async function drive(load: Load): Promise<Outcome> {
  const counts: Counts = { latencies: createHistogram(), seconds: [], requests: 0, failed: 0 };
  const lanes = Array.from({ length: load.connections }, () => createWireLane(load.url, connectMs));
  const closeAll = () => Promise.all(lanes.map((lane) => lane.close()));
  // What hangs counts as failed.
  const patience = setTimeout(closeAll, load.seconds * 1_000 + patienceMs);
  await (load.rate ? drivePaced(load, load.rate, lanes, counts) : driveClosed(load, lanes, counts));
  clearTimeout(patience);
  await closeAll();
  const { requests, failed, latencies, seconds } = counts;
  const at = (share: number, among = latencies) => among.percentile(share) / nsPerMs;
  return { requests, failed, p50: at(50), p99: at(99), p99s: seconds.map((second) => at(99, second)) };
}

/** Each connection asks again as soon as it was answered. */
function driveClosed(load: Load, lanes: readonly Lane[], counts: Counts): Promise<unknown> {
  const from = performance.now();
  const end = from + load.seconds * 1_000;
  return Promise.all(
    lanes.map(
      (lane) =>
        new Promise<void>((resolve) => {
          const ask = createAsk(load, lane, from, counts, () =>
            performance.now() < end ? ask(performance.now()) : resolve(),
          );
          ask(from);
        }),
    ),
  );
}

/** Latency counts from when a request was due, so that a server that stalls is not asked less. */
function drivePaced(load: Load, rate: number, lanes: readonly Lane[], counts: Counts): Promise<void> {
  const from = performance.now() + settleMs;
  const end = from + load.seconds * 1_000;
  let due = performance.now();
  return new Promise((resolve) => {
    const free = lanes.map((lane) => {
      const ask = createAsk(load, lane, from, counts, () => {
        free.push(ask);
        proceed();
      });
      return ask;
    });
    const proceed = () => {
      const now = performance.now();
      for (; due <= now && due < end && free.length > 0; due += 1_000 / rate) free.pop()?.(due);
      if (due < end || free.length < lanes.length) return;
      clearInterval(timer);
      resolve();
    };
    const timer = setInterval(proceed, 1);
  });
}

let sent = 0;

/** Makes what sends a request by a connection that is free, and has it counted: if it was due after `from`, or failed. */
function createAsk(
  { url, headers, body, rate }: Load,
  lane: Lane,
  from: number,
  counts: Counts,
  answered: () => void,
): (begunAt: number) => void {
  const shares = Object.entries({ 'content-type': 'application/json', ...headers }).flat();
  let at = 0;
  let ok = false;
  const end = (isWhole: boolean) => {
    if (at >= from) {
      counts.requests += 1;
      const ns = Math.max(1, Math.round((performance.now() - at) * nsPerMs));
      counts.latencies.record(ns);
      if (rate) secondOf(counts, at - from).record(ns);
    }
    if (!ok || !isWhole) counts.failed += 1;
    answered();
  };
  const receiver: Receiver = {
    onRequestStart: () => undefined,
    onResponseStart: (_control, status) => {
      ok = status === 200;
    },
    onResponseData: (_control, bytes) => {
      if (bytes.includes('"errors"')) ok = false;
    },
    onResponseEnd: () => end(true),
    onResponseError: () => end(false),
  };
  return (begunAt) => {
    at = begunAt;
    ok = false;
    const request: LaneRequest = { path: url.pathname, shares, headers: [], body: body(sent++), shared: false };
    lane.dispatch(request, receiver);
  };
}

function secondOf({ seconds }: Counts, sinceMs: number): RecordableHistogram {
  const index = Math.floor(sinceMs / 1_000);
  const known = seconds[index];
  if (known) return known;
  const made = createHistogram();
  seconds[index] = made;
  return made;
}
