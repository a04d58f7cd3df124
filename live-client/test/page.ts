import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire, stripTypeScriptTypes } from 'node:module';
import { dirname, join } from 'node:path';
import { listen, urlOf } from '@fiscal/kit';

const library = dirname(createRequire(import.meta.url).resolve('graphql-ws/client'));
const source = join(import.meta.dirname, '../src');
const page = `<!doctype html>
<script type="importmap">{ "imports": { "graphql-ws": "/library/client.js", "@fiscal/live-client": "/client/index.ts" } }</script>
<script type="module">window.live = await import('@fiscal/live-client');</script>`;

/** Serves an empty page that has the client in it, as a bundler would give it: types taken away, nothing else changed. */
export async function servePage(): Promise<{ readonly url: string; stop(): void }> {
  const server = createServer((request, response) => {
    const [, folder, file] = (request.url ?? '').split('/');
    if (!folder) return response.setHeader('content-type', 'text/html').end(page);
    const text = readModule(folder, file ?? '');
    if (text === undefined) return response.writeHead(404).end();
    return response.setHeader('content-type', 'text/javascript').end(text);
  });
  await listen(server, '127.0.0.1', 0);
  return { url: urlOf(server), stop: () => server.close().closeAllConnections() };
}

function readModule(folder: string, file: string): string | undefined {
  if (folder === 'library') return readFileSync(join(library, file), 'utf8');
  if (folder === 'client') return stripTypeScriptTypes(readFileSync(join(source, file), 'utf8'));
  return undefined;
}
