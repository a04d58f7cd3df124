import type { Cluster } from './cluster.ts';
import { errorCodes, fetchFrom, recover } from './fetch.ts';
import { type LogBatch, toLogBatches } from './log-batch.ts';
import { findTopics } from './offsets.ts';
import { persist } from './patience.ts';

/** A part of a partition: from an offset up to, and without, another. */
export type Range = {
  readonly topic: string;
  readonly partition: number;
  readonly from: number;
  readonly to: number;
};

/** Runs work when there is room for it. */
export type Slot = <T>(work: () => Promise<T>) => Promise<T>;

const patienceMs = 10_000;
// Short: other reads of the same broker wait behind it. What is to be read is there already, but for what is about to be committed.
const waitMs = 100;

/**
 * Reads a range, a fetch at a time and each when it is asked for. Ends when it is there, when the signal is aborted, or
 * where the log was made anew and goes on before `from`. Errors: Refusal `EVENTS_UNAVAILABLE` when nothing comes for 10 s,
 * `UNKNOWN_TOPIC`.
 */
export async function* readRange(
  cluster: Cluster,
  range: Range,
  slot: Slot,
  signal: AbortSignal,
): AsyncGenerator<LogBatch, void, undefined> {
  let { from } = range;
  while (from < range.to && !signal.aborted) {
    const batches = await readOnce(cluster, { ...range, from }, slot, signal);
    for (const batch of batches) {
      if (signal.aborted) return;
      yield batch;
      if (batch.next < from) return;
      from = batch.next;
    }
  }
}

function readOnce(cluster: Cluster, range: Range, slot: Slot, signal: AbortSignal): Promise<readonly LogBatch[]> {
  const { topic, partition, from, to } = range;
  const place = { topic, partition, next: from };
  let attempts = 0;
  const attempt = async () => {
    if (signal.aborted) return [];
    attempts += 1;
    if (attempts > 1) await cluster.refresh([topic]);
    await findTopics(cluster, [topic]);
    const leader = cluster.leaderOf(topic, partition) ?? -1;
    const [fetched] = await slot(() => fetchFrom(cluster, leader, [place], waitMs));
    if (fetched?.errorCode === errorCodes.offsetOutOfRange) {
      const { next, lost } = await recover(cluster, place);
      if (lost) return [clip({ records: [], next, lost }, range)];
    } else if (fetched?.errorCode === errorCodes.none) {
      const batches = await toLogBatches(fetched, from, to);
      if (batches.length > 0) return batches;
    }
    throw new Error(`nothing of ${topic}/${partition} at ${from}: error ${fetched?.errorCode ?? 'none told'}`);
  };
  return persist(attempt, Date.now() + patienceMs, signal).catch((error: unknown) => {
    if (signal.aborted) return [];
    throw error;
  });
}

/** Of what is gone before the log begins, only what was asked for counts. */
function clip(batch: LogBatch, { from, to }: Range): LogBatch {
  const { next, lost } = batch;
  if (!lost || next < from || next <= to) return batch;
  return { records: [], next: to, lost: { ...lost, to } };
}
