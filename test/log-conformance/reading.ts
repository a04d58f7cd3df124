import type { LogBatch, LogReader, LogRecord } from '@fiscal/kit/events';
import { until } from '../../deploy/local/until.ts';
import type { Setup } from '../events-conformance/setup.ts';

/** What the suite runs over. */
export type LogSetup = Setup & { readonly reader: LogReader };

/** What a follow was told, in order. */
export type Following = {
  readonly records: Map<number, LogRecord[]>;
  readonly batches: (LogBatch & { readonly partition: number })[];
  count(): number;
  end(): Promise<void>;
};

const followMs = 60_000;

/** Follows the partitions of a topic from these offsets on. */
export function follow(
  reader: LogReader,
  topic: string,
  from: readonly number[],
  slow?: (partition: number, batch: LogBatch) => Promise<void>,
): Following {
  const stop = new AbortController();
  const records = new Map<number, LogRecord[]>();
  const batches: Following['batches'] = [];
  const followed = reader.follow(
    from.map((offset, partition) => ({ topic, partition, from: offset })),
    async (_, partition, batch) => {
      batches.push({ ...batch, partition });
      records.set(partition, [...(records.get(partition) ?? []), ...batch.records]);
      await slow?.(partition, batch);
    },
    stop.signal,
  );
  return {
    records,
    batches,
    count: () => [...records.values()].reduce((sum, { length }) => sum + length, 0),
    async end() {
      stop.abort();
      await followed;
    },
  };
}

/** Waits until a follow was told so many records. */
export async function untilTold(following: Following, count: number): Promise<void> {
  await until(`${count} records are told`, followMs, () => following.count() >= count);
}

/** All batches of a range. */
export async function readAll(
  reader: LogReader,
  range: Parameters<LogReader['read']>[0],
): Promise<readonly LogBatch[]> {
  return Array.fromAsync(reader.read(range, new AbortController().signal));
}

export function offsetsOf(records: readonly LogRecord[] | undefined): readonly number[] {
  return (records ?? []).map(({ offset }) => offset);
}

export function sequence(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}
