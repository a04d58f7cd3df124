import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createChunkReader } from './chunks.ts';
import { MalformedResponse, readHead, recallHead } from './response-head.ts';

const ok = (...headers: string[]) => readHead(['HTTP/1.1 200 OK', ...headers].join('\r\n'));

describe('the head of a response', () => {
  it('says how its body ends and whether the connection stays', () => {
    expect(ok('Content-Length: 12', 'Content-Type: a/b', 'x-other: 1')).toMatchObject({
      status: 200,
      headers: { 'content-length': '12', 'content-type': 'a/b' },
      framing: 'length',
      length: 12,
      keepAlive: true,
      keepAliveMs: undefined,
    });
    expect(ok('transfer-encoding: Chunked', 'connection: close')).toMatchObject({
      framing: 'chunked',
      keepAlive: false,
    });
    expect(ok('content-length: 0', 'Keep-Alive: timeout=5, max=3')).toMatchObject({ length: 0, keepAliveMs: 5_000 });
    expect(ok()).toMatchObject({ framing: 'close', keepAlive: false });
    expect(readHead('HTTP/1.0 200 OK\r\ncontent-length: 1')).toMatchObject({ keepAlive: false });
    expect(readHead('HTTP/1.0 200 OK\r\ncontent-length: 1\r\nconnection: keep-alive')).toMatchObject({
      keepAlive: true,
    });
    expect(readHead('HTTP/1.1 204 \r\ncontent-length: 5')).toMatchObject({
      framing: 'none',
      length: 0,
      keepAlive: true,
    });
    expect(readHead('HTTP/1.1 200')).toMatchObject({ status: 200 });
  });

  it('is the same when it was read before, however many others came between', () => {
    const texts = Array.from({ length: 300 }, (_, length) => `HTTP/1.1 200 OK\r\ncontent-length: ${length}`);
    for (const text of [...texts, ...texts, ...texts.slice(-3)]) expect(recallHead(text)).toEqual(readHead(text));
    for (let time = 0; time < 2; time++) expect(() => recallHead('HTTP/2 200 OK')).toThrow(MalformedResponse);
  });

  it.each([
    'HTTP/2 200 OK',
    'HTTP/1.1 20 OK',
    'HTTP/1.1 2000 OK',
    'HTTP/1.1  200 OK',
    ' HTTP/1.1 200 OK',
    'HTTP/1.1 200 O\nK',
    'HTTP/1.1 200 OK\r\n a: folded',
    'HTTP/1.1 200 OK\r\na : b',
    'HTTP/1.1 200 OK\r\nno colon',
    'HTTP/1.1 200 OK\r\n: empty',
    'HTTP/1.1 200 OK\r\na: b\nc: d',
    'HTTP/1.1 200 OK\r\na: b\rc: d',
    'HTTP/1.1 200 OK\r\na: b\0',
    'HTTP/1.1 200 OK\r\ncontent-length: 1\r\nContent-Length: 1',
    'HTTP/1.1 200 OK\r\ncontent-length: 1, 1',
    'HTTP/1.1 200 OK\r\ncontent-length: +1',
    'HTTP/1.1 200 OK\r\ncontent-length: 0x1',
    'HTTP/1.1 200 OK\r\ncontent-length: ',
    'HTTP/1.1 200 OK\r\ncontent-length: 99999999999999999',
    'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ntransfer-encoding: chunked',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: identity',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ntransfer-encoding: chunked',
  ])('is refused when it may be read in two ways: %j', (text) => {
    expect(() => readHead(text)).toThrow(MalformedResponse);
  });
});

describe('a body in chunks', () => {
  const chunk = fc.record({
    data: fc.uint8Array({ minLength: 1, maxLength: 40 }),
    extension: fc.constantFrom('', ';a', ';a=b', ';a="b c"'),
  });
  const trailers = fc.constantFrom('', 'a: b\r\n', 'a: b\r\nc: d\r\n');

  it('is the data of its chunks, wherever its bytes are cut', () => {
    const cuts = fc.array(fc.nat(), { maxLength: 8 });
    fc.assert(
      fc.property(fc.array(chunk, { maxLength: 6 }), trailers, cuts, fc.nat({ max: 5 }), (chunks, end, at, more) => {
        const parts = chunks.flatMap(({ data, extension }) => [
          `${data.length.toString(16)}${extension}\r\n`,
          data,
          '\r\n',
        ]);
        const body = Buffer.concat([...parts, `0\r\n${end}\r\n`].map((part) => Buffer.from(part)));
        const bytes = Buffer.concat([body, Buffer.alloc(more, 'x')]);
        const pieces: Buffer[] = [];
        const reader = createChunkReader();
        const bounds = [0, ...at.map((index) => index % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
        let ended = -1;
        for (let index = 1; index < bounds.length && ended === -1; index++) {
          const from = bounds[index - 1] ?? 0;
          const next = reader.read(
            bytes.subarray(from, bounds[index]),
            0,
            (piece) => pieces.push(Buffer.from(piece)) > 0,
          );
          if (next !== -1) ended = from + next;
        }
        expect(ended).toBe(body.length);
        expect(Buffer.concat(pieces)).toEqual(Buffer.concat(chunks.map(({ data }) => data)));
      }),
    );
  });

  it.each([
    'x\r\n',
    '\r\n',
    '1\nab',
    '1\r\nabc\r\n',
    '-1\r\n',
    '1 ;a\r\n',
    '1 1\r\na',
    '123456789\r\n',
    '1\r\na\nb',
    '0\r\na b: c\r\n',
    `0\r\n${'a: b\r\n'.repeat(2_000)}`,
    `1${' '.repeat(400)}`,
  ])('is refused as %j', (text) => {
    expect(() => createChunkReader().read(Buffer.from(text), 0, () => true)).toThrow(MalformedResponse);
  });
});
