import type { IncomingMessage } from 'node:http';
import { Refusal } from '../refusal.ts';

const tooLarge = (maxBytes: number) =>
  new Refusal('limited', 'PAYLOAD_TOO_LARGE', `the body is larger than ${maxBytes} bytes`);

/**
 * Reads a request's body whole.
 * @throws Refusal `PAYLOAD_TOO_LARGE` as soon as more than `maxBytes` are announced or have come; the rest is not kept.
 */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBytes) chunks.push(chunk);
      else {
        // Read on without keeping it, so that the caller can finish sending and see the answer.
        request.removeAllListeners('data').resume();
        reject(tooLarge(maxBytes));
      }
    });
    request.on('end', () => resolve(Buffer.concat(chunks, size)));
    request.on('error', (cause) => reject(new Refusal('invalid', 'BAD_REQUEST', 'the body broke off', { cause })));
    request.on('close', () => {
      if (!request.complete) reject(new Refusal('invalid', 'BAD_REQUEST', 'the body broke off'));
    });
  });
}
