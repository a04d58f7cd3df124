import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readEvents, type ServerSentEvent } from './read-events.ts';

async function read(text: string, cuts: readonly number[] = [], maxCharacters = 1_000): Promise<ServerSentEvent[]> {
  const bytes = Buffer.from(text);
  const places = [...new Set([0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])].sort((a, b) => a - b);
  const chunks = places.slice(1).map((end, index) => bytes.subarray(places[index], end));
  return Array.fromAsync(readEvents(asStream(chunks), maxCharacters));
}

async function* asStream(chunks: readonly Buffer[]): AsyncGenerator<Buffer, void, undefined> {
  yield* chunks;
}

describe('an event stream', () => {
  it('is read as the standard says', async () => {
    expect(await read('event: next\ndata: {"a":\ndata: 1}\n\n')).toEqual([{ event: 'next', data: '{"a":\n1}' }]);
    expect(await read(':\n\nid: 7\nretry: 1\n\ndata\n\n')).toEqual([{ event: 'message', data: '' }]);
    expect(await read('event:complete\r\ndata:  x\r\r\n')).toEqual([{ event: 'complete', data: ' x' }]);
    expect(await read('data: never ended')).toEqual([]);
  });

  it('means the same however it is cut into pieces', async () => {
    const line = fc.constantFrom('event: next', 'data: ä€😀', 'data:{"x":1}', ': hush', '', 'data', 'id: 3');
    const end = fc.constantFrom('\n', '\r', '\r\n');
    const text = fc.array(fc.tuple(line, end).map(([content, mark]) => content + mark)).map((lines) => lines.join(''));
    await fc.assert(
      fc.asyncProperty(text, fc.array(fc.nat()), async (stream, cuts) => {
        expect(await read(stream, cuts)).toEqual(await read(stream));
      }),
    );
  });

  it('is refused when one event is too long', async () => {
    await expect(read(`data: ${'x'.repeat(1_001)}`)).rejects.toThrow('too long');
    await expect(read(`data: ${'x'.repeat(500)}\n`.repeat(3))).rejects.toThrow('too large');
    expect(await read(`data: ${'x'.repeat(500)}\n\n`.repeat(3))).toHaveLength(3);
  });
});
