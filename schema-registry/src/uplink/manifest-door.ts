import type { IncomingMessage, ServerResponse } from 'node:http';
import { type HttpHandler, sendJson } from '@fiscal/kit';

/** What comes before the hash of a chunk of a manifest. */
export const manifestsPath = '/persisted-queries/';

const hash = /^[0-9a-f]{64}$/;
const mostKept = 64;

/**
 * Makes the door of manifests, `GET /persisted-queries/<hash>`. It asks for no key: who knows the hash of a text may as
 * well have it. What a hash stands for never changes, so caches may keep it forever.
 */
export function createManifestDoor(read: (hash: string) => Promise<string | undefined>): HttpHandler {
  const kept = new Map<string, Buffer>();
  const find = async (name: string): Promise<Buffer | undefined> => {
    const known = kept.get(name);
    if (known) return known;
    const text = hash.test(name) ? await read(name) : undefined;
    if (text === undefined) return undefined;
    const [oldest] = kept.size < mostKept ? [] : kept.keys();
    if (oldest !== undefined) kept.delete(oldest);
    const bytes = Buffer.from(text);
    kept.set(name, bytes);
    return bytes;
  };
  return async (request, response) => {
    const [path = ''] = (request.url ?? '').split('?', 1);
    const name = path.slice(manifestsPath.length);
    const bytes = await find(name);
    if (bytes) return send(request, response, name, bytes);
    sendJson(response, 404, { errors: [{ message: 'not found', extensions: { code: 'NOT_FOUND' } }] });
  };
}

function send(request: IncomingMessage, response: ServerResponse, name: string, bytes: Buffer): void {
  const headers = { etag: `"${name}"`, 'cache-control': 'public, max-age=31536000, immutable' };
  if (request.headers['if-none-match'] === headers.etag) response.writeHead(304, headers).end();
  else {
    const described = { 'content-type': 'application/json; charset=utf-8', 'content-length': bytes.length };
    response.writeHead(200, { ...headers, ...described }).end(bytes);
  }
}
