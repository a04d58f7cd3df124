import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { batchHeaderBytes, readBatchHeader } from './record-batch.ts';

const uncompressed = 0;
const gzip = 1;
const zstd = 4;
/** Far beyond what a batch of the accepted size holds in practice; keeps a compression bomb small. */
const maxOutputLength = 64 * 1024 * 1024;

/**
 * The first record of a batch whose timestamp is at or after the one given. A batch compressed with a codec that Node
 * lacks (snappy, lz4) answers with its first offset, which is early but never too late.
 */
export function findRecordByTime(batch: Buffer, timestamp: number): { offset: number; timestamp: number } | undefined {
  const header = readBatchHeader(batch, 0);
  if (!header || header.maxTimestamp < timestamp) return undefined;
  const records = inflate(batch.subarray(batchHeaderBytes, header.sizeBytes), header.attributes & 7);
  if (!records) return { offset: header.baseOffset, timestamp: header.firstTimestamp };
  let position = 0;
  while (position < records.length) {
    const length = readVarint(records, position);
    const time = readVarint(records, length.end + 1); // one byte of attributes between
    const offset = readVarint(records, time.end);
    const recordTimestamp = header.firstTimestamp + time.value;
    if (recordTimestamp >= timestamp) return { offset: header.baseOffset + offset.value, timestamp: recordTimestamp };
    position = Math.max(length.end, length.end + length.value);
  }
  return undefined;
}

function inflate(records: Buffer, codec: number): Buffer | undefined {
  if (codec === uncompressed) return records;
  try {
    if (codec === gzip) return gunzipSync(records, { maxOutputLength });
    if (codec === zstd) return zstdDecompressSync(records, { maxOutputLength });
  } catch {
    return undefined; // not what its attributes say: opaque bytes, as with a codec that is not known
  }
  return undefined;
}

/** A zigzag varint; bytes past the end read as zero, which ends the number. */
function readVarint(buffer: Buffer, start: number): { readonly value: number; readonly end: number } {
  let raw = 0;
  let scale = 1;
  for (let position = start; position < start + 10; position += 1) {
    const byte = buffer[position] ?? 0;
    raw += (byte & 0x7f) * scale;
    scale *= 128;
    if (byte < 0x80) return { value: raw % 2 === 0 ? raw / 2 : -(raw + 1) / 2, end: position + 1 };
  }
  return { value: 0, end: start + 10 };
}
