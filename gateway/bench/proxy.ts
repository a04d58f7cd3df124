import { createServer, type ServerResponse } from 'node:http';
import { Pool } from 'undici';

// The least a router can do for one fetch: hand the question on to the subgraph, and its answer back.
const { TARGET = '', PORT } = process.env;
const target = new URL(TARGET);
const pool = new Pool(target.origin, { connections: 64 });
const headers = { 'content-type': 'application/json' };

createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8').on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', () => hand(body, response));
}).listen(Number(PORT), '127.0.0.1');

function hand(body: string, response: ServerResponse): void {
  const chunks: Buffer[] = [];
  pool.dispatch(
    { path: target.pathname, method: 'POST', headers, body },
    {
      onRequestStart: () => undefined,
      onResponseStart: () => undefined,
      onResponseData: (_controller, chunk) => void chunks.push(chunk),
      onResponseEnd: () => {
        const answer = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
        response
          .writeHead(200, { 'content-type': 'application/json', 'content-length': answer?.length ?? 0 })
          .end(answer);
      },
      onResponseError: (_controller, error) => response.destroy(error),
    },
  );
}
