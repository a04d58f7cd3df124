import type { Files } from './files.ts';
import { type BatchHeader, batchHeaderBytes, readBatchHeader } from './record-batch.ts';
import { findRecordByTime } from './record-timestamps.ts';
import { createSegmentIndex, type SegmentIndex } from './segment-index.ts';
import { walkBatches } from './walk-batches.ts';

export type FoundOffset = { readonly offset: number; readonly timestamp: number };

export type Segment = {
  readonly path: string;
  readonly baseOffset: number;
  readonly sizeBytes: () => number;
  /** Scans all of it, cuts off what is torn, and answers the offset after the last record. */
  readonly recover: () => { readonly end: number; readonly cutBytes: number };
  readonly append: (batch: Buffer, header: BatchHeader) => void;
  /** Whole batches from the one that holds the offset on; the first even when it alone is larger than maxBytes. */
  readonly read: (offset: number, maxBytes: number) => Buffer;
  readonly findByTime: (timestamp: number) => FoundOffset | undefined;
};

/** One file of a partition's log, named after its first offset. Nothing is read before it is needed. */
export function createSegment(files: Files, path: string, baseOffset: number, indexIntervalBytes: number): Segment {
  let size = files.size(path);
  let index: SegmentIndex | undefined;
  function scan(): { readonly end: number; readonly validBytes: number } {
    index = createSegmentIndex(indexIntervalBytes);
    let end = baseOffset;
    let validBytes = 0;
    for (const { header, position } of walkBatches(files, path, size, baseOffset)) {
      index.add(header.baseOffset, position, header.maxTimestamp);
      end = header.lastOffset + 1;
      validBytes = position + header.sizeBytes;
    }
    return { end, validBytes };
  }
  function indexed(): SegmentIndex {
    // What lies behind damage is not served; only recover() cuts it off.
    if (!index) size = scan().validBytes;
    return index as SegmentIndex; // scan() has just set it
  }
  function load(position: number, length: number): Buffer {
    const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(length, size - position)));
    return buffer.subarray(0, files.read(path, buffer, position));
  }
  return {
    path,
    baseOffset,
    sizeBytes: () => size,
    recover() {
      const { end, validBytes } = scan();
      const cutBytes = size - validBytes;
      if (cutBytes > 0) files.truncate(path, validBytes);
      size = validBytes;
      return { end, cutBytes };
    },
    append(batch, header) {
      try {
        files.write(path, batch, size);
      } catch (error) {
        files.truncate(path, size);
        throw error;
      }
      indexed().add(header.baseOffset, size, header.maxTimestamp);
      size += batch.length;
    },
    read(offset, maxBytes) {
      const from = indexed().positionOf(offset);
      const bytes = load(from, indexIntervalBytes + Math.max(maxBytes, batchHeaderBytes));
      const cut = cutBatches(bytes, offset, maxBytes);
      if (cut.missing === 0) return bytes.subarray(cut.start, cut.end);
      return load(from + cut.start, cut.missing);
    },
    findByTime(timestamp) {
      let position = indexed().positionOfTime(timestamp);
      for (;;) {
        const header = readBatchHeader(load(position, batchHeaderBytes), 0);
        if (!header) return undefined;
        const found = header.maxTimestamp >= timestamp && findRecordByTime(load(position, header.sizeBytes), timestamp);
        if (found) return found;
        position += header.sizeBytes;
      }
    },
  };
}

type Cut = { readonly start: number; readonly end: number; readonly missing: number };

/** Where the wanted batches lie in the bytes; `missing` is the size of a first batch that is not all there. */
function cutBatches(bytes: Buffer, offset: number, maxBytes: number): Cut {
  let start = 0;
  let header = readBatchHeader(bytes, start);
  while (header && header.lastOffset < offset) {
    start += header.sizeBytes;
    header = readBatchHeader(bytes, start);
  }
  if (!header) return { start, end: start, missing: 0 };
  if (start + header.sizeBytes > bytes.length) return { start, end: start, missing: header.sizeBytes };
  let end = start;
  while (
    header &&
    end + header.sizeBytes <= bytes.length &&
    (end === start || end + header.sizeBytes - start <= maxBytes)
  ) {
    end += header.sizeBytes;
    header = readBatchHeader(bytes, end);
  }
  return { start, end, missing: 0 };
}
