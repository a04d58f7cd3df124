import type { Files } from './files.ts';
import { type BatchHeader, batchHeaderBytes, isIntact, readBatchHeader } from './record-batch.ts';

export type WalkedBatch = { readonly header: BatchHeader; readonly position: number };

const windowBytes = 256 * 1024;

/**
 * Walks the batches of a segment from the start as long as they are whole, follow each other without a gap and their
 * checksum holds. Where the walk ends early, the rest is a torn write or damage.
 */
export function* walkBatches(
  files: Files,
  path: string,
  sizeBytes: number,
  baseOffset: number,
): Generator<WalkedBatch> {
  let window = Buffer.alloc(0);
  let windowStart = 0;
  let position = 0;
  let expected = baseOffset;
  function load(length: number): boolean {
    if (position + length > sizeBytes) return false;
    if (position + length <= windowStart + window.length) return true;
    window = Buffer.allocUnsafe(Math.min(Math.max(length, windowBytes), sizeBytes - position));
    windowStart = position;
    return files.read(path, window, position) === window.length;
  }
  while (load(batchHeaderBytes)) {
    const header = readBatchHeader(window, position - windowStart);
    if (!header || header.baseOffset !== expected || header.lastOffset < expected) return;
    if (!load(header.sizeBytes)) return;
    const start = position - windowStart;
    if (!isIntact(window.subarray(start, start + header.sizeBytes))) return;
    yield { header, position };
    position += header.sizeBytes;
    expected = header.lastOffset + 1;
  }
}
