import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/** Sends bytes of JSON, by gzip where the client takes that and it pays. */
export type Send = (request: IncomingMessage, response: ServerResponse, bytes: Buffer) => Promise<void>;

const deflate = promisify(gzip);
const leastBytes = 4_096;

/** Makes a sender that compresses each buffer once, in a thread, however many ask for it. */
export function createCompress(): Send {
  const compressed = new WeakMap<Buffer, Promise<Buffer>>();
  return async (request, response, bytes) => {
    const asked = String(request.headers['accept-encoding'] ?? '');
    if (bytes.length < leastBytes || !/\bgzip\b/.test(asked)) return send(response, bytes, {});
    const known = compressed.get(bytes) ?? deflate(bytes);
    compressed.set(bytes, known);
    send(response, await known, { 'content-encoding': 'gzip' });
  };
}

function send(response: ServerResponse, bytes: Buffer, headers: Readonly<Record<string, string>>): void {
  response.writeHead(200, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': bytes.length,
    'cache-control': 'no-store',
    vary: 'accept-encoding',
    ...headers,
  });
  response.end(bytes);
}
