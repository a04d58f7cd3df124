import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createReader, ProtocolError } from './reader.ts';
import { createWriter } from './writer.ts';

describe('the primitive types', () => {
  it('are read as they were written', () => {
    fc.assert(
      fc.property(
        fc.record({
          byte: fc.integer({ min: -128, max: 127 }),
          short: fc.integer({ min: -32768, max: 32767 }),
          int: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
          long: fc.maxSafeInteger(),
          text: fc.option(fc.string({ unit: 'grapheme', maxLength: 1000 })),
          bytes: fc.uint8Array({ maxLength: 2000 }),
          list: fc.array(fc.string()),
        }),
        ({ byte, short, int, long, text, bytes, list }) => {
          const writer = createWriter();
          writer.int8(byte);
          writer.records(Buffer.from(bytes));
          writer.int16(short);
          writer.int32(int);
          writer.bytes(Buffer.from(bytes));
          writer.int64(long);
          writer.nullableString(text);
          writer.array(list, writer.string);
          const reader = createReader(Buffer.concat(writer.finish()));
          expect(reader.int8()).toBe(byte);
          expect(reader.bytes()).toEqual(Buffer.from(bytes));
          expect(reader.int16()).toBe(short);
          expect(reader.int32()).toBe(int);
          expect(reader.bytes()).toEqual(Buffer.from(bytes));
          expect(reader.int64()).toBe(long);
          expect(reader.nullableString()).toBe(text);
          expect(reader.array((r) => r.string())).toEqual(list);
        },
      ),
    );
  });

  it('are refused where a length is negative, or longer than what there is', () => {
    for (const length of [-2, 1, 2 ** 31 - 1, -(2 ** 31)]) {
      const bytes = Buffer.alloc(4);
      bytes.writeInt32BE(length);
      expect(() => createReader(bytes).nullableBytes()).toThrow(ProtocolError);
      expect(() => createReader(bytes).nullableArray((r) => r.int8())).toThrow(ProtocolError);
    }
    expect(() => createReader(Buffer.from([0xff, 0xff])).string()).toThrow(ProtocolError);
  });
});
