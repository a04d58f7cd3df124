/** Reads what Kafka wrote, from the start of a buffer on. Errors of all: a RangeError when the bytes end too early. */
export type ByteReader = {
  int8(): number;
  int16(): number;
  int32(): number;
  /** As a number: Kafka's offsets, times and producer ids fit. */
  int64(): number;
  /** Zigzag, as in records. */
  varint(): number;
  string(): string;
  /** So many bytes, as a view. */
  take(length: number): Buffer;
  /** Bytes after their length as a varint, as a view; null when that is -1. */
  varbytes(): Buffer | null;
  /** Goes past such bytes; says whether they are this ASCII text. */
  isVarbytes(text: string): boolean;
  /** As many items as an int32 says. */
  array<T>(read: () => T): T[];
  left(): number;
  /** Where it stands. */
  at(): number;
  /** Goes on at a place where it stood before. */
  seek(place: number): void;
};

const twoTo32 = 2 ** 32;

export function createByteReader(bytes: Buffer): ByteReader {
  let at = 0;
  const skip = (length: number) => {
    const start = at;
    if (length < 0 || start + length > bytes.length) throw new RangeError(`${length} bytes at ${start}`);
    at = start + length;
    return start;
  };
  const reader: ByteReader = {
    int8: () => bytes.readInt8(skip(1)),
    int16: () => bytes.readInt16BE(skip(2)),
    int32: () => bytes.readInt32BE(skip(4)),
    int64() {
      const start = skip(8);
      return bytes.readInt32BE(start) * twoTo32 + bytes.readUInt32BE(start + 4);
    },
    varint() {
      let [value, factor] = [0, 1];
      // Sums rather than shifts: deltas of times may need more than 32 bits.
      for (let count = 0; count < 10; count += 1) {
        const byte = bytes.readUInt8(skip(1));
        value += (byte & 0x7f) * factor;
        if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
        factor *= 128;
      }
      throw new RangeError('a varint that does not end');
    },
    string() {
      const length = reader.int16();
      return length < 0 ? '' : reader.take(length).toString();
    },
    take(length) {
      const start = skip(length);
      return bytes.subarray(start, at);
    },
    varbytes() {
      const length = reader.varint();
      return length < 0 ? null : reader.take(length);
    },
    isVarbytes(text) {
      const length = Math.max(reader.varint(), 0);
      const start = skip(length);
      return length === text.length && bytes.toString('latin1', start, at) === text;
    },
    array(read) {
      const count = reader.int32();
      // Each item takes a byte at least, so that a wrong count cannot ask for any memory.
      if (count > reader.left()) throw new RangeError(`${count} items`);
      return Array.from({ length: Math.max(count, 0) }, read);
    },
    left: () => bytes.length - at,
    at: () => at,
    seek(place) {
      at = place;
    },
  };
  return reader;
}
