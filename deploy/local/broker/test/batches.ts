import { crc32c } from '../log/crc32c.ts';

export type TestRecord = { readonly value: string; readonly timestamp?: number };

/** A producer's record batch in message format v2, without keys and headers. `compress` gets and gives the records. */
export function createBatch(
  records: readonly TestRecord[],
  { attributes = 0, compress = (bytes: Buffer): Buffer => bytes } = {},
): Buffer {
  const times = records.map(({ timestamp }) => timestamp ?? 0);
  const first = times[0] ?? 0;
  const body = compress(Buffer.concat(records.map((record, index) => encodeRecord(record, index, first))));
  const batch = Buffer.alloc(61 + body.length);
  batch.writeInt32BE(batch.length - 12, 8);
  batch.writeInt8(2, 16);
  batch.writeInt16BE(attributes, 21);
  batch.writeInt32BE(records.length - 1, 23);
  batch.writeBigInt64BE(BigInt(first), 27);
  batch.writeBigInt64BE(BigInt(Math.max(first, ...times)), 35);
  batch.writeBigInt64BE(-1n, 43);
  batch.writeInt16BE(-1, 51);
  batch.writeInt32BE(-1, 53);
  batch.writeInt32BE(records.length, 57);
  body.copy(batch, 61);
  batch.writeUInt32BE(crc32c(batch.subarray(21)), 17);
  return batch;
}

function encodeRecord({ value, timestamp = 0 }: TestRecord, index: number, first: number): Buffer {
  const bytes = Buffer.from(value);
  const parts = [
    Buffer.of(0),
    varint(timestamp - first),
    varint(index),
    varint(-1),
    varint(bytes.length),
    bytes,
    varint(0),
  ];
  const body = Buffer.concat(parts);
  return Buffer.concat([varint(body.length), body]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value >= 0 ? value * 2 : -value * 2 - 1;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Buffer.of(...bytes, rest);
}
