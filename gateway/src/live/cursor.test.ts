import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createCursorCodec } from './cursor.ts';

const key = (id: number) => ({ id, secret: Buffer.alloc(32, id) });
const codec = createCursorCodec([key(1)]);
const offset = fc.oneof(fc.nat(300), fc.maxSafeNat());
const vector = fc.array(offset, { maxLength: 8 });
const positions = fc.record({ a: vector, b: vector });
const bound = { binding: 'tenant-a changes {}', topics: ['a', 'b'] };
const invalid = expect.objectContaining({ code: 'CURSOR_INVALID' });

const flipped = (cursor: string, bit: number) => {
  const bytes = Buffer.from(cursor, 'base64url');
  const at = bit % (8 * bytes.length);
  bytes.writeUInt8(bytes.readUInt8(at >> 3) ^ (1 << (at & 7)), at >> 3);
  return bytes.toString('base64url');
};

describe('a cursor', () => {
  it('comes back as it was made', () => {
    fc.assert(
      fc.property(positions, (at) => {
        expect(codec.decode(codec.encode(at, bound), bound)).toEqual(at);
      }),
    );
  });

  it('changed by any one bit is refused', () => {
    fc.assert(
      fc.property(positions, fc.nat(), (at, bit) => {
        expect(() => codec.decode(flipped(codec.encode(at, bound), bit), bound)).toThrow(invalid);
      }),
    );
  });

  it('cut short or made longer anywhere is refused', () => {
    fc.assert(
      fc.property(positions, fc.nat(), fc.string({ minLength: 1 }), (at, where, more) => {
        const cursor = codec.encode(at, bound);
        expect(() => codec.decode(cursor.slice(0, where % cursor.length), bound)).toThrow(invalid);
        expect(() => codec.decode(cursor + more, bound)).toThrow(invalid);
      }),
    );
  });

  it('of somebody else or something else is refused, with the same words', () => {
    fc.assert(
      fc.property(positions, fc.string(), (at, other) => {
        fc.pre(other !== bound.binding);
        const cursor = codec.encode(at, bound);
        expect(() => codec.decode(cursor, { ...bound, binding: other })).toThrow(invalid);
        expect(() => codec.decode(cursor, { ...bound, binding: other })).toThrow(
          messageOf(() => codec.decode('', bound)),
        );
      }),
    );
  });

  it('that is anything at all is refused, and never anything else happens', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String(), fc.string({ size: 'large' })), (cursor) => {
        expect(() => codec.decode(cursor, bound)).toThrow(invalid);
      }),
    );
    expect(() => codec.decode('A'.repeat(100_000), bound)).toThrow(invalid);
  });

  it('is good for as long as the key that signed it is known', () => {
    const at = { a: [1, 2], b: [3] };
    const cursor = codec.encode(at, bound);
    const rotated = createCursorCodec([key(2), key(1)]);
    expect(rotated.decode(cursor, bound)).toEqual(at);
    expect(() => codec.decode(rotated.encode(at, bound), bound)).toThrow(invalid);
    expect(() => createCursorCodec([key(2)]).decode(cursor, bound)).toThrow(invalid);
  });

  it('has no topic in it', () => {
    const secret = { binding: 'x', topics: ['very-secret-topic'] };
    const cursor = codec.encode({ 'very-secret-topic': [1] }, secret);
    expect(Buffer.from(cursor, 'base64url').toString('latin1')).not.toContain('secret');
  });
});

function messageOf(work: () => unknown): string {
  try {
    work();
    return 'nothing was thrown';
  } catch (error) {
    return (error as Error).message;
  }
}
