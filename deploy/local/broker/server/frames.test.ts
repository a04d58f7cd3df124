import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ProtocolError } from '../protocol/reader.ts';
import { createFrames } from './frames.ts';

function framed(body: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length);
  return Buffer.concat([length, body]);
}

describe('frames', () => {
  it('are the same however the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 50 })), fc.integer({ min: 1, max: 20 }), (bodies, size) => {
        const stream = Buffer.concat(bodies.map(framed));
        const frames = createFrames(100);
        const found: Buffer[] = [];
        for (let start = 0; start < stream.length; start += size) {
          found.push(...frames.push(stream.subarray(start, start + size)));
        }
        expect(found).toEqual(bodies.map((body) => Buffer.from(body)));
      }),
    );
  });

  it('are refused when they claim to be negative or too long', () => {
    expect(() => createFrames(10).push(Buffer.from([0xff, 0xff, 0xff, 0xff]))).toThrow(ProtocolError);
    expect(() => createFrames(10).push(Buffer.from([0, 0, 0, 11]))).toThrow(ProtocolError);
    expect(createFrames(10).push(framed(Buffer.alloc(10)))).toHaveLength(1);
  });
});
