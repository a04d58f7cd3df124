/** The bytes are not what the Kafka protocol allows here; the connection they came on cannot be read any further. */
export class ProtocolError extends Error {}

export type Reader = {
  readonly int8: () => number;
  readonly int16: () => number;
  readonly int32: () => number;
  /** As a number: exact up to 2^53, beyond which no offset or timestamp of this broker lies. */
  readonly int64: () => number;
  readonly boolean: () => boolean;
  readonly string: () => string;
  readonly nullableString: () => string | null;
  /** A view on the request's bytes, not a copy. */
  readonly bytes: () => Buffer;
  readonly nullableBytes: () => Buffer | null;
  readonly array: <Item>(readItem: (reader: Reader) => Item) => readonly Item[];
  readonly nullableArray: <Item>(readItem: (reader: Reader) => Item) => readonly Item[] | null;
};

/** Reads the primitive types of the Kafka protocol in order. Throws ProtocolError at the first byte that cannot be right. */
export function createReader(buffer: Buffer): Reader {
  let position = 0;
  function take(length: number): number {
    const start = position;
    if (length < 0 || start + length > buffer.length) {
      throw new ProtocolError(`${length} bytes wanted at ${start} of ${buffer.length}`);
    }
    position = start + length;
    return start;
  }
  function slice(length: number): Buffer {
    const start = take(length);
    return buffer.subarray(start, start + length);
  }
  function present<Value>(value: Value | null): Value {
    if (value === null) throw new ProtocolError('null where a value is required');
    return value;
  }
  const reader: Reader = {
    int8: () => buffer.readInt8(take(1)),
    int16: () => buffer.readInt16BE(take(2)),
    int32: () => buffer.readInt32BE(take(4)),
    int64: () => Number(buffer.readBigInt64BE(take(8))),
    boolean: () => reader.int8() !== 0,
    string: () => present(reader.nullableString()),
    nullableString() {
      const length = reader.int16();
      return length === -1 ? null : slice(length).toString('utf8');
    },
    bytes: () => present(reader.nullableBytes()),
    nullableBytes() {
      const length = reader.int32();
      return length === -1 ? null : slice(length);
    },
    array: (readItem) => present(reader.nullableArray(readItem)),
    nullableArray(readItem) {
      const count = reader.int32();
      if (count === -1) return null;
      // An item is at least two bytes long, so a count beyond that is a lie that would only cost memory.
      if (count < 0 || count * 2 > buffer.length - position) throw new ProtocolError(`array of ${count} items`);
      return Array.from({ length: count }, () => readItem(reader));
    },
  };
  return reader;
}
