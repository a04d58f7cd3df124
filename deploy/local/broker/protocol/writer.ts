export type Writer = {
  readonly int8: (value: number) => void;
  readonly int16: (value: number) => void;
  readonly int32: (value: number) => void;
  readonly int64: (value: number) => void;
  readonly boolean: (value: boolean) => void;
  readonly string: (value: string) => void;
  readonly nullableString: (value: string | null) => void;
  readonly bytes: (value: Buffer) => void;
  /** Length-prefixed bytes that are handed on as they are, without a copy. */
  readonly records: (value: Buffer) => void;
  readonly array: <Item>(items: readonly Item[], writeItem: (item: Item) => void) => void;
  /** What was written, in order; the writer is not to be used after. */
  readonly finish: () => readonly Buffer[];
};

/** Writes the primitive types of the Kafka protocol; grows as needed. */
export function createWriter(): Writer {
  const done: Buffer[] = [];
  let current = Buffer.allocUnsafe(512);
  let length = 0;
  function reserve(size: number): number {
    if (length + size > current.length) {
      const larger = Buffer.allocUnsafe(Math.max(current.length * 2, length + size));
      current.copy(larger, 0, 0, length);
      current = larger;
    }
    length += size;
    return length - size;
  }
  function seal(): void {
    if (length > 0) done.push(current.subarray(0, length));
    current = Buffer.allocUnsafe(512);
    length = 0;
  }
  const writer: Writer = {
    // The position is reserved first: it may replace the buffer that is written to.
    int8(value) {
      const position = reserve(1);
      current.writeInt8(value, position);
    },
    int16(value) {
      const position = reserve(2);
      current.writeInt16BE(value, position);
    },
    int32(value) {
      const position = reserve(4);
      current.writeInt32BE(value, position);
    },
    int64(value) {
      const position = reserve(8);
      current.writeBigInt64BE(BigInt(value), position);
    },
    boolean: (value) => writer.int8(value ? 1 : 0),
    string(value) {
      const size = Buffer.byteLength(value);
      writer.int16(size);
      const position = reserve(size);
      current.write(value, position, 'utf8');
    },
    nullableString: (value) => (value === null ? writer.int16(-1) : writer.string(value)),
    bytes(value) {
      writer.int32(value.length);
      const position = reserve(value.length);
      value.copy(current, position);
    },
    records(value) {
      writer.int32(value.length);
      if (value.length === 0) return;
      seal();
      done.push(value);
    },
    array(items, writeItem) {
      writer.int32(items.length);
      for (const item of items) writeItem(item);
    },
    finish() {
      seal();
      return done;
    },
  };
  return writer;
}
