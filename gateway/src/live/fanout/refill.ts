import { setTimeout as delay } from 'node:timers/promises';
import { log } from '@fiscal/kit';
import type { Log } from '../log/log.ts';
import { recordsRead, refills } from './metrics.ts';
import { byTenant, tellBatch } from './tell-batch.ts';
import type { Track } from './track.ts';

/** Reads from the log what tracks of one partition miss. */
export type Refill = {
  /** To be called when a track may have a hole. */
  kick(): void;
  stop(): Promise<void>;
};

const firstPauseMs = 100;
const maxPauseMs = 2_000;

/**
 * Makes what fills the holes of a partition's tracks: by one read at a time, whoever misses something, since who has holes
 * at all mostly has the same ones. A read that fails is tried again, with pauses of up to 2 s, for as long as holes are
 * left: nothing else can be told before.
 */
export function createRefill(
  source: Log,
  topic: string,
  partition: number,
  tracks: ReadonlyMap<string, Track>,
): Refill {
  const stopping = new AbortController();
  const { signal } = stopping;
  let running: Promise<void> | undefined;

  const fill = async () => {
    let pauseMs = firstPauseMs;
    for (let hole = widest(tracks); hole && !signal.aborted; hole = widest(tracks)) {
      refills.add(1, { topic });
      try {
        if (!(await read(hole.from, hole.to))) throw new Error('the log gave nothing');
        pauseMs = firstPauseMs;
      } catch (error) {
        if (signal.aborted) return;
        log.warn({ err: error, topic, partition }, 'what the bus did not bring cannot be read now');
        await delay(pauseMs, undefined, { signal }).catch(() => undefined);
        pauseMs = Math.min(2 * pauseMs, maxPauseMs);
      }
    }
  };
  const read = async (from: number, to: number) => {
    let at = from;
    for await (const batch of source.read({ topic, partition, from, to }, signal)) {
      if (signal.aborted) break;
      recordsRead.add(batch.records.length, { why: 'refill' });
      tellBatch(tracks, at, batch, byTenant(batch.records));
      at = batch.next;
    }
    return at !== from;
  };

  return {
    kick() {
      if (running || signal.aborted || !widest(tracks)) return;
      running = fill().finally(() => {
        running = undefined;
      });
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/** From where the first of them has to be read, up to where the last one. */
function widest(tracks: ReadonlyMap<string, Track>): { readonly from: number; readonly to: number } | undefined {
  let found: { readonly from: number; readonly to: number } | undefined;
  for (const track of tracks.values()) {
    const hole = track.hole();
    if (!hole) continue;
    found = { from: Math.min(hole.from, found?.from ?? hole.from), to: Math.max(hole.to, found?.to ?? hole.to) };
  }
  return found;
}
