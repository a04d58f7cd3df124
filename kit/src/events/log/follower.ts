import { setTimeout as delay } from 'node:timers/promises';
import { log } from '../../log.ts';
import { type Bell, createBell } from '../bell.ts';
import type { Cluster } from './cluster.ts';
import { errorCodes, fetchFrom, recover } from './fetch.ts';
import type { FetchedPartition } from './fetch-response.ts';
import { type LogBatch, toLogBatches } from './log-batch.ts';
import { pauseMs } from './patience.ts';

/** One who follows a partition. `next` is where it stands. */
export type Tail = {
  readonly topic: string;
  readonly partition: number;
  next: number;
  /** The next batch comes when this has resolved. Must not reject. */
  readonly onBatch: (batch: LogBatch) => void | Promise<void>;
};

/** Follows partitions, each once, by one standing fetch a broker. */
export type Follower = {
  has(topic: string, partition: number): boolean;
  add(tail: Tail): void;
  /** Nothing is told after. */
  remove(tail: Tail): void;
  stop(): Promise<void>;
};

type State = { readonly tail: Tail; busy: boolean; pausedUntil: number; failures: number };

const waitMs = 500;
/** How long a fetch waits that goes without partitions whose last batch is still being dealt with. */
const hurriedWaitMs = 50;
const metadataAgeMs = 60_000;

/**
 * Makes a follower, which runs from its first tail until it is stopped. Outages are sat out: it asks again, with pauses of
 * up to 2 s, who leads a partition. A broker's partitions are asked for by turns, so that none can crowd out the others.
 */
export function createFollower(cluster: Cluster): Follower {
  const states = new Map<string, State>();
  const bells = new Map<number, Bell>();
  const loops = new Set<Promise<void>>();
  const careBell = createBell();
  const stopping = new AbortController();
  const { signal } = stopping;
  let stale = true;
  let caring = false;

  function run(loop: Promise<void>): void {
    const done = loop
      .catch((error: unknown) => log.error({ err: error }, 'following the log failed'))
      .finally(() => loops.delete(done));
    loops.add(done);
  }

  function ring(): void {
    for (const bell of bells.values()) bell.ring();
  }

  function suspect(): void {
    stale = true;
    careBell.ring();
  }

  const leaderOf = ({ tail: { topic, partition } }: State) => cluster.leaderOf(topic, partition);

  /** Knows who leads what, and sees that each broker that leads anything is asked. */
  async function care(): Promise<void> {
    for (let failures = 0; !signal.aborted; ) {
      const topics = [...new Set([...states.values()].map(({ tail }) => tail.topic))];
      stale = false;
      try {
        await cluster.refresh(topics);
      } catch (error) {
        stale = true;
        log.warn({ err: error, failures }, 'no broker tells who leads the partitions that are followed');
      }
      for (const state of states.values()) startLoop(leaderOf(state));
      const isLeaderless = [...states.values()].some((state) => leaderOf(state) === undefined);
      failures = stale || isLeaderless ? failures + 1 : 0;
      if (failures === 1 && isLeaderless) log.warn({ topics }, 'partitions that are followed have no leader now');
      // However often it is rung.
      await delay(pauseMs(0), undefined, { signal }).catch(() => undefined);
      await careBell.wait(failures > 0 ? pauseMs(failures) : metadataAgeMs, signal);
    }
  }

  function startLoop(leader: number | undefined): void {
    if (leader === undefined || bells.has(leader) || signal.aborted) return;
    bells.set(leader, createBell());
    run(ask(leader));
  }

  /** Asks one broker again and again, as long as it leads anything that is followed. */
  async function ask(leader: number): Promise<void> {
    const bell = bells.get(leader) ?? createBell();
    let failures = 0;
    let turn = 0;
    for (;;) {
      const led = [...states.values()].filter((state) => leaderOf(state) === leader);
      if (led.length === 0 || signal.aborted) {
        bells.delete(leader);
        return;
      }
      const due = led.filter(({ busy, pausedUntil }) => !busy && pausedUntil <= Date.now());
      if (due.length === 0) {
        await bell.wait(hurriedWaitMs, signal);
        continue;
      }
      turn = (turn + 1) % due.length;
      const wait = due.length < led.length ? hurriedWaitMs : waitMs;
      try {
        await fetchOnce(leader, [...due.slice(turn), ...due.slice(0, turn)], wait);
        failures = 0;
      } catch (error) {
        if (signal.aborted) continue;
        failures += 1;
        log.warn({ err: error, failures }, 'a broker does not answer; following waits for it');
        suspect();
        await delay(pauseMs(failures), undefined, { signal }).catch(() => undefined);
      }
    }
  }

  async function fetchOnce(leader: number, due: readonly State[], wait: number): Promise<void> {
    const places = due.map(({ tail: { topic, partition, next } }) => ({ topic, partition, next }));
    const fetched = await fetchFrom(cluster, leader, places, wait);
    const works = fetched.flatMap((partition) => {
      const state = due.find(({ tail }) => tail.topic === partition.topic && tail.partition === partition.partition);
      return state ? [deal(state, partition)] : [];
    });
    const late = new AbortController();
    const enough = delay(hurriedWaitMs, undefined, { signal: late.signal }).catch(() => undefined);
    await Promise.race([Promise.all(works), enough]);
    late.abort();
  }

  async function deal(state: State, fetched: FetchedPartition): Promise<void> {
    state.busy = true;
    try {
      for (const batch of await batchesOf(state.tail, fetched)) {
        if (!isFollowed(state)) return;
        await state.tail.onBatch(batch);
        state.tail.next = batch.next;
      }
      state.failures = 0;
    } catch (error) {
      const { topic, partition, next } = state.tail;
      state.failures += 1;
      state.pausedUntil = Date.now() + pauseMs(state.failures);
      log.warn({ err: error, topic, partition, next }, 'a partition cannot be followed now');
      suspect();
    } finally {
      state.busy = false;
      ring();
    }
  }

  async function batchesOf(tail: Tail, fetched: FetchedPartition): Promise<readonly LogBatch[]> {
    if (fetched.errorCode === errorCodes.none) return toLogBatches(fetched, tail.next);
    if (fetched.errorCode !== errorCodes.offsetOutOfRange) throw new Error(`error ${fetched.errorCode} for a fetch`);
    const { next, lost } = await recover(cluster, tail);
    return lost ? [{ records: [], next, lost }] : [];
  }

  function isFollowed(state: State): boolean {
    return states.get(keyOf(state.tail.topic, state.tail.partition)) === state && !signal.aborted;
  }

  return {
    has: (topic, partition) => states.has(keyOf(topic, partition)),
    add(tail) {
      states.set(keyOf(tail.topic, tail.partition), { tail, busy: false, pausedUntil: 0, failures: 0 });
      if (caring) suspect();
      else run(care());
      caring = true;
    },
    remove(tail) {
      const key = keyOf(tail.topic, tail.partition);
      if (states.get(key)?.tail === tail) states.delete(key);
    },
    async stop() {
      stopping.abort();
      states.clear();
      cluster.close();
      await Promise.all(loops);
    },
  };
}

function keyOf(topic: string, partition: number): string {
  return `${topic}/${partition}`;
}
