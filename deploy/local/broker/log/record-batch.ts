import { crc32c } from './crc32c.ts';

/** Bytes before the first record of a batch in message format v2 (https://kafka.apache.org/documentation/#recordbatch). */
export const batchHeaderBytes = 61;
/** What the length field does not count: itself and the base offset before it. */
const uncountedBytes = 12;
const crcCoversFrom = 21;
const transactionalBit = 0x10;
const controlBit = 0x20;

export type BatchHeader = {
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly sizeBytes: number;
  readonly attributes: number;
  readonly firstTimestamp: number;
  readonly maxTimestamp: number;
  readonly recordCount: number;
};

export type BatchFault = 'torn' | 'format' | 'checksum' | 'records';

/** Reads the header at a position; undefined when the bytes there are not (yet) the header of a v2 batch. */
export function readBatchHeader(buffer: Buffer, position: number): BatchHeader | undefined {
  if (position + batchHeaderBytes > buffer.length) return undefined;
  const sizeBytes = buffer.readInt32BE(position + 8) + uncountedBytes;
  if (sizeBytes < batchHeaderBytes || buffer.readInt8(position + 16) !== 2) return undefined;
  const baseOffset = Number(buffer.readBigInt64BE(position));
  return {
    baseOffset,
    lastOffset: baseOffset + buffer.readInt32BE(position + 23),
    sizeBytes,
    attributes: buffer.readInt16BE(position + 21),
    firstTimestamp: Number(buffer.readBigInt64BE(position + 27)),
    maxTimestamp: Number(buffer.readBigInt64BE(position + 35)),
    recordCount: buffer.readInt32BE(position + 57),
  };
}

/** Whether the checksum of the whole batch in `batch` holds. */
export function isIntact(batch: Buffer): boolean {
  return crc32c(batch.subarray(crcCoversFrom)) === batch.readUInt32BE(17);
}

/** Checks that a producer's bytes are exactly one whole, plain v2 batch, without looking at its records. */
export function checkProducedBatch(batch: Buffer): BatchHeader | BatchFault {
  if (batch.length > 16 && batch.readInt8(16) !== 2) return 'format';
  const header = readBatchHeader(batch, 0);
  if (!header || header.sizeBytes > batch.length) return 'torn';
  if (header.sizeBytes < batch.length) return 'records';
  if (!isIntact(batch)) return 'checksum';
  const counted = header.recordCount > 0 && header.lastOffset - header.baseOffset === header.recordCount - 1;
  if (!counted || header.attributes & (transactionalBit | controlBit)) return 'records';
  return header;
}

/** Gives the batch its place in the log. Base offset and leader epoch lie before what the checksum covers. */
export function placeBatch(batch: Buffer, baseOffset: number): void {
  batch.writeBigInt64BE(BigInt(baseOffset), 0);
  batch.writeInt32BE(0, 12);
}
