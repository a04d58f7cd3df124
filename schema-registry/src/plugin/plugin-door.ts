import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpHandler } from '@fiscal/kit';
import type { PluginArchive } from './plugin-archive.ts';

const path = /^\/tar\/([^/]+)\/([^/]+)\/([^/?]+)(?:\?.*)?$/;
/** Where a script that begins with `#!/usr/bin/env node` runs. */
const targets = new Set([
  'x86_64-unknown-linux-gnu',
  'aarch64-unknown-linux-gnu',
  'x86_64-apple-darwin',
  'aarch64-apple-darwin',
]);

/**
 * Answers rover's `HEAD` and `GET /tar/supergraph/<target>/<version>`: `latest-2` and the version that there is, as
 * `v2.14.4`; anything else is not found, and the answer says what is. The archive is made when it is first asked for.
 */
export function createPluginDoor(makeArchive: () => Promise<PluginArchive>): HttpHandler {
  let archive: Promise<PluginArchive> | undefined;
  const make = async () => {
    try {
      return await makeArchive();
    } catch (error) {
      archive = undefined;
      throw error;
    }
  };
  return async (request, response) => {
    archive ??= make();
    const found = await archive;
    const missing = missingOf(request.url ?? '', found.version);
    if (missing) sendText(response, 404, missing);
    else sendArchive(request, response, found);
  };
}

/** What is asked for and is not there, in words; undefined where it is there. */
function missingOf(url: string, version: string): string | undefined {
  const [, plugin = '', target = '', asked = ''] = path.exec(url) ?? [];
  if (plugin !== 'supergraph') return 'the only plugin here is supergraph';
  if (!targets.has(target)) return `the plugin does not run on ${target}; it does on ${[...targets].join(', ')}`;
  if (asked === 'latest-2' || asked === `v${version}`) return undefined;
  return `there is no supergraph ${asked} here, but v${version}: say "federation_version: =${version}"`;
}

function sendArchive(
  request: IncomingMessage,
  response: ServerResponse,
  { version, bytes, etag }: PluginArchive,
): void {
  const headers = { 'x-version': `v${version}`, etag, 'cache-control': 'public, no-cache' };
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304, headers).end();
    return;
  }
  response.writeHead(200, { ...headers, 'content-type': 'application/gzip', 'content-length': bytes.byteLength });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

function sendText(response: ServerResponse, status: number, text: string): void {
  const bytes = Buffer.from(`${text}\n`);
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'content-length': bytes.length });
  response.end(bytes);
}
