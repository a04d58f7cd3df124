import type { PartitionLog } from '../log/partition-log.ts';
import type { Topics } from '../log/topics.ts';
import { errorCodes } from '../protocol/error-codes.ts';
import type { FetchedFrom, FetchedPartition, FetchRequest, FetchResponse } from '../protocol/fetch.ts';
import type { Handler } from './handler.ts';

const nothing: Buffer = Buffer.alloc(0);

type Reading = { readonly response: FetchResponse; readonly bytes: number; readonly failed: boolean };

/**
 * Answers at once with what there is, unless that is less than the consumer's minimum: then when enough has been
 * appended, or when the time it is willing to wait is over, or never if it is gone.
 */
export function createOnFetch(
  topics: Topics,
  limits: { readonly fetchBytes: number; readonly fetchWaitMs: number },
  stopping: AbortSignal,
): Handler<FetchRequest, FetchResponse> {
  return async (request, client) => {
    const first = readAll(topics, request, limits.fetchBytes);
    const missing = Math.min(request.minBytes, request.maxBytes) - first.bytes;
    if (missing <= 0 || first.failed || request.maxWaitMs <= 0 || stopping.aborted) return first.response;
    const waitMs = Math.min(request.maxWaitMs, limits.fetchWaitMs);
    await appended(logsOf(topics, request), missing, waitMs, [client.closed, stopping]);
    return readAll(topics, request, limits.fetchBytes).response;
  };
}

function logsOf(topics: Topics, request: FetchRequest): readonly PartitionLog[] {
  return request.topics.flatMap(({ topic, partitions }) =>
    partitions.flatMap(({ partition }) => topics.partition(topic, partition) ?? []),
  );
}

/** Resolves when so many bytes were appended to the logs, when the time is over, or when a signal says so. */
function appended(
  logs: readonly PartitionLog[],
  bytes: number,
  waitMs: number,
  over: readonly AbortSignal[],
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let missing = bytes;
  const onAppend = (sizeBytes: number) => {
    missing -= sizeBytes;
    if (missing <= 0) resolve();
  };
  const onOver = () => resolve();
  const unwatch = logs.map((log) => log.watch(onAppend));
  const timer = setTimeout(onOver, waitMs);
  for (const signal of over) signal.addEventListener('abort', onOver, { once: true });
  return promise.finally(() => {
    for (const stopWatching of unwatch) stopWatching();
    clearTimeout(timer);
    for (const signal of over) signal.removeEventListener('abort', onOver);
  });
}

/** The first batch is given whatever its size, so that no limit can stop a consumer for ever. */
function readAll(topics: Topics, request: FetchRequest, fetchBytes: number): Reading {
  let left = Math.min(request.maxBytes, fetchBytes);
  let bytes = 0;
  let failed = false;
  const response = request.topics.map(({ topic, partitions }) => ({
    topic,
    partitions: partitions.map((from) => {
      const read = readPartition(topics.partition(topic, from.partition), from, left, bytes === 0);
      left -= read.records.length;
      bytes += read.records.length;
      failed ||= read.errorCode !== errorCodes.NONE;
      return read;
    }),
  }));
  return { response, bytes, failed };
}

function readPartition(
  log: PartitionLog | undefined,
  { partition, offset, maxBytes }: FetchedFrom,
  left: number,
  isFirst: boolean,
): FetchedPartition {
  if (!log) {
    return { partition, errorCode: errorCodes.UNKNOWN_TOPIC_OR_PARTITION, highWatermark: -1, records: nothing };
  }
  const highWatermark = log.end();
  if (offset < log.start() || offset > highWatermark) {
    return { partition, errorCode: errorCodes.OFFSET_OUT_OF_RANGE, highWatermark, records: nothing };
  }
  const room = Math.min(maxBytes, left);
  if (offset === highWatermark || (room <= 0 && !isFirst)) {
    return { partition, errorCode: errorCodes.NONE, highWatermark, records: nothing };
  }
  const records = log.read(offset, Math.max(room, 0));
  const fits = isFirst || records.length <= room;
  return { partition, errorCode: errorCodes.NONE, highWatermark, records: fits ? records : nothing };
}
