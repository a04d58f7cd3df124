import { log } from '../../log.ts';
import type { Aborted, FetchedPartition } from './fetch-response.ts';
import { type LogRecord, type RecordBatch, readRecordBatches } from './record-batch.ts';

/**
 * What cannot be given any more: from offset `from` up to, and without, `to`. `gone`: the log begins later than asked or was
 * made anew; `unreadable`: a batch is damaged or in a compression that is not known.
 */
export type LostRange = { readonly from: number; readonly to: number; readonly reason: 'gone' | 'unreadable' };

/** Records of a partition, in order, and the offset to go on from. `lost` comes before them. */
export type LogBatch = {
  readonly records: readonly LogRecord[];
  readonly next: number;
  readonly lost?: LostRange;
};

/**
 * Makes of what was fetched from `from` on what a reader is to see up to, and without, `to`: committed records only, none
 * from before `from` (a compressed batch is given whole), and `next` beyond what compaction or markers left empty. Empty when nothing came.
 */
export async function toLogBatches(
  { records: bytes, aborted }: Pick<FetchedPartition, 'records' | 'aborted'>,
  from: number,
  to = Number.POSITIVE_INFINITY,
): Promise<readonly LogBatch[]> {
  const isAborted = createAbortedFilter(aborted);
  const batches: LogBatch[] = [];
  for (const batch of readRecordBatches(bytes)) {
    if (batch.baseOffset >= to) break;
    const dropped = isAborted(batch);
    if (batch.lastOffset < from) continue;
    const next = Math.min(batch.lastOffset + 1, to);
    batches.push(dropped ? { records: [], next } : await toLogBatch(batch, from, next));
  }
  return merge(batches);
}

async function toLogBatch(batch: RecordBatch, from: number, next: number): Promise<LogBatch> {
  try {
    const records = await batch.records();
    return { records: records.filter(({ offset }) => offset >= from && offset < next), next };
  } catch (error) {
    log.error({ err: error, offset: batch.baseOffset }, 'a batch of records cannot be read');
    return { records: [], next, lost: { from: Math.max(batch.baseOffset, from), to: next, reason: 'unreadable' } };
  }
}

/** Puts together what nothing was lost between. */
function merge(batches: readonly LogBatch[]): readonly LogBatch[] {
  const merged: { records: LogRecord[]; next: number; lost?: LostRange }[] = [];
  for (const batch of batches) {
    const last = merged.at(-1);
    if (!last || batch.lost) merged.push({ ...batch, records: [...batch.records] });
    else {
      for (const record of batch.records) last.records.push(record);
      last.next = batch.next;
    }
  }
  return merged;
}

/** Tells of batches, in order, which ones nobody is to see: markers, and what was aborted (as Kafka's own consumer does it). */
function createAbortedFilter(aborted: readonly Aborted[]): (batch: RecordBatch) => boolean {
  const waiting = aborted.toSorted((one, other) => one.firstOffset - other.firstOffset);
  const open = new Set<number>();
  return ({ lastOffset, producerId, transactional, control }) => {
    for (let first = waiting[0]; first && first.firstOffset <= lastOffset; first = waiting[0]) {
      open.add(first.producerId);
      waiting.shift();
    }
    // An aborted transaction ends with its marker; a commit marker cannot come inside of one.
    if (control) open.delete(producerId);
    return control || (transactional && open.has(producerId));
  };
}
