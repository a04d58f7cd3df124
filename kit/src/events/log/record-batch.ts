import { promisify } from 'node:util';
import zlib from 'node:zlib';
import type { IHeaders } from 'kafkajs';
import { type ByteReader, createByteReader } from './byte-reader.ts';

/** A record as it lies in the log; its headers are read when they are asked for. Offsets fit a number. */
export type LogRecord = {
  readonly offset: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: IHeaders;
  /** The value of the first header of exactly this name, without reading the others. */
  header(name: string): Buffer | undefined;
  /** Epoch milliseconds, as kafkajs writes them. */
  readonly timestamp: string;
};

export type RecordBatch = {
  readonly baseOffset: number;
  /** Of the last record that was ever in it: compaction may have taken it away. */
  readonly lastOffset: number;
  readonly producerId: number;
  readonly transactional: boolean;
  /** A marker of transactions instead of records. */
  readonly control: boolean;
  /** Errors: any, when the batch is damaged or in a compression that is not known here. */
  records(): Promise<readonly LogRecord[]>;
};

const headerBytes = 61;
const uncountedBytes = 12;
// What a batch may become; the broker's own bound, 1 MiB if not set otherwise, is one for the compressed form.
const maxOutputLength = 64 * 1024 * 1024;
const gunzip = promisify(zlib.gunzip);
const zstdDecompress = promisify(zlib.zstdDecompress);
const decompressors: Readonly<Record<number, (bytes: Buffer) => Buffer | Promise<Buffer>>> = {
  0: (bytes) => bytes,
  1: (bytes) => gunzip(bytes, { maxOutputLength }),
  4: (bytes) => zstdDecompress(bytes, { maxOutputLength }),
};

/** Reads whole batches of message format v2 (https://kafka.apache.org/documentation/#recordbatch); an unfinished last one is left out. */
export function* readRecordBatches(bytes: Buffer): Generator<RecordBatch> {
  for (let at = 0; at + headerBytes <= bytes.length; ) {
    const size = bytes.readInt32BE(at + 8) + uncountedBytes;
    if (size < headerBytes || at + size > bytes.length) return;
    yield readRecordBatch(bytes.subarray(at, at + size));
    at += size;
  }
}

function readRecordBatch(bytes: Buffer): RecordBatch {
  const reader = createByteReader(bytes);
  const baseOffset = reader.int64();
  reader.take(8); // length, leader epoch
  const magic = reader.int8();
  reader.take(4); // checksum: the broker has checked it
  const [attributes, lastOffsetDelta, firstTimestamp, maxTimestamp] = [
    reader.int16(),
    reader.int32(),
    reader.int64(),
    reader.int64(),
  ];
  const producerId = reader.int64();
  reader.take(6); // producer epoch, first sequence
  const count = reader.int32();
  // Before v2, records had another form and the offset of the last one came first; Kafka 4 does not know them any more.
  if (magic !== 2) return { ...noRecords(magic), baseOffset, lastOffset: baseOffset };
  return {
    baseOffset,
    lastOffset: baseOffset + lastOffsetDelta,
    producerId,
    transactional: (attributes & 0x10) !== 0,
    control: (attributes & 0x20) !== 0,
    async records() {
      const decompress = decompressors[attributes & 7];
      if (!decompress) throw new Error(`compression ${attributes & 7} is not known`);
      const timeOf = (delta: number) => String((attributes & 8) !== 0 ? maxTimestamp : firstTimestamp + delta);
      return readRecords(await decompress(bytes.subarray(headerBytes)), count, baseOffset, timeOf);
    },
  };
}

function noRecords(magic: number): Omit<RecordBatch, 'baseOffset' | 'lastOffset'> {
  const records = () => Promise.reject(new Error(`message format ${magic} is not known`));
  return { producerId: -1, transactional: false, control: false, records };
}

/** One reader for all: there may be thousands in a batch. */
function readRecords(bytes: Buffer, count: number, baseOffset: number, timeOf: (delta: number) => string) {
  const reader = createByteReader(bytes);
  if (count < 0 || count > bytes.length) throw new RangeError(`${count} records`);
  return Array.from({ length: count }, () => {
    const length = reader.varint();
    const end = reader.at() + length;
    if (length < 0 || length > reader.left()) throw new RangeError(`a record of ${length} bytes`);
    reader.int8(); // attributes: none are defined
    const timestamp = timeOf(reader.varint());
    const offset = baseOffset + reader.varint();
    const [key, value] = [reader.varbytes(), reader.varbytes()];
    const headersAt = reader.at();
    reader.seek(end);
    const header = (name: string) => findHeader(reader, headersAt, name);
    return lazyRecord({ offset, key, value, timestamp, header }, () => readHeaders(reader, headersAt));
  });
}

function lazyRecord(known: Omit<LogRecord, 'headers'>, read: () => IHeaders): LogRecord {
  let headers: IHeaders | undefined;
  return {
    ...known,
    get headers() {
      headers ??= read();
      return headers;
    },
  };
}

function findHeader(reader: ByteReader, at: number, name: string): Buffer | undefined {
  reader.seek(at);
  try {
    for (let left = reader.varint(); left > 0; left -= 1) {
      if (reader.isVarbytes(name)) return reader.varbytes() ?? undefined;
      reader.isVarbytes('');
    }
  } catch {
    return undefined;
  }
  return undefined;
}

/** As kafkajs gives them: several of the same name as a list. Damaged ones are as if they were not there. */
function readHeaders(reader: ByteReader, at: number): IHeaders {
  reader.seek(at);
  const headers: IHeaders = Object.create(null);
  try {
    for (let left = reader.varint(); left > 0; left -= 1) {
      const name = reader.varbytes()?.toString('latin1') ?? '';
      const value = reader.varbytes();
      const before = headers[name];
      headers[name] = before === undefined ? (value ?? undefined) : [before, value ?? Buffer.alloc(0)].flat();
    }
  } catch {
    return headers;
  }
  return headers;
}
