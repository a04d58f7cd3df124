import { createHash } from 'node:crypto';
import { glob, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { HttpHandler } from '@fiscal/kit';

const mediaTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Nothing from elsewhere runs in the page, and nobody shows it within theirs. */
const headers = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; " +
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

const notBuilt = 'The page is not built: run npm run build:page.\n';

type Asset = { readonly body: Buffer; readonly type: string; readonly etag: string; readonly caching: string };

/**
 * Serves the built page from memory. Every path that is no file of it is the page itself, which reads the path; without
 * a built page it says so, with 404.
 */
export async function createPageDoor(folder: string): Promise<HttpHandler> {
  const assets = await readAssets(folder);
  const page = assets.get('/index.html');
  return async (request, response) => {
    const [path = '/'] = (request.url ?? '/').split('?', 1);
    const asset = assets.get(path) ?? (!path.startsWith('/assets/') ? page : undefined);
    if (!asset) {
      response.writeHead(404, { ...headers, 'content-type': 'text/plain' }).end(page ? 'not found\n' : notBuilt);
      return;
    }
    const own = { ...headers, etag: asset.etag, 'cache-control': asset.caching };
    if (request.headers['if-none-match'] === asset.etag) response.writeHead(304, own).end();
    else {
      response.writeHead(200, { ...own, 'content-type': asset.type, 'content-length': asset.body.length });
      response.end(request.method === 'HEAD' ? undefined : asset.body);
    }
  };
}

async function readAssets(folder: string): Promise<ReadonlyMap<string, Asset>> {
  const files = await Array.fromAsync(glob('**/*.*', { cwd: folder }));
  const assets = files.flatMap((file) => {
    const type = mediaTypes[extname(file)];
    return type === undefined ? [] : [readAsset(folder, file, type)];
  });
  return new Map(await Promise.all(assets));
}

async function readAsset(folder: string, file: string, type: string): Promise<readonly [string, Asset]> {
  const body = await readFile(join(folder, file));
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  // Names of assets hold the hash of what is in them.
  const caching = file.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
  return [`/${file}`, { body, type, etag, caching }];
}
