import type { Readable } from 'node:stream';
import { Refusal } from '../refusal.ts';

/** Reads all of a stream unless it has more bytes than allowed: then the rest is not even fetched (RESPONSE_TOO_LARGE). */
export async function readWithin(stream: Readable, mostBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > mostBytes)
      throw new Refusal('invalid', 'RESPONSE_TOO_LARGE', `the answer has more than ${mostBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}
