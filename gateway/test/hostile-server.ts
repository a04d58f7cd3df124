import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

// Run as a process of its own by hostile-subgraphs-others.test.ts, so that what it costs to be hostile is not counted.

const typed = { 'content-type': 'application/json' };
const megabyte = Buffer.alloc(1024 * 1024, ' ');
const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024, ' '));
const report = JSON.stringify({ data: { dailyReport: { archived: 1 } } });
const large = JSON.stringify({ data: { dailyReport: { archived: 1 }, x: 'x'.repeat(50 * 1024 * 1024) } });

const behaviours: Record<string, RequestListener> = {
  good: (_, response) => response.writeHead(200, typed).end(report),
  hangs: () => undefined,
  'hangs in the body': (_, response) => response.writeHead(200, { ...typed, 'content-length': 99 }).write('{"data":'),
  resets: (_, response) => response.socket?.resetAndDestroy(),
  'resets in the body': (_, response) => {
    response.writeHead(200, typed).write('{"data":', () => response.socket?.resetAndDestroy());
  },
  'a web page': (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
  'wrong types': (_, response) => response.writeHead(200, typed).end('{"data":[1],"errors":{}}'),
  '50 MB': (_, response) => response.writeHead(200, typed).end(large),
  'no end': (_, response) => {
    response.writeHead(200, typed);
    const pump = () => void (response.destroyed || response.write(megabyte, pump));
    pump();
  },
  'a gzip bomb': (_, response) => response.writeHead(200, { ...typed, 'content-encoding': 'gzip' }).end(bomb),
  drips: (_, response) => {
    response.writeHead(200, typed);
    const timer = setInterval(() => response.write(' '), 10);
    response.on('close', () => clearInterval(timer));
  },
  ['__proto__']: (_, response) =>
    response.writeHead(200, typed).end('{"data":{"__proto__":{"dailyReport":{"archived":1}}}}'),
};

let behave = behaviours.good;
const server = createServer((request, response) => {
  response.on('error', () => undefined);
  request.resume();
  behave?.(request, response);
});
server.on('connection', (socket) => socket.on('error', () => undefined));
process.on('message', (name: string) => {
  behave = behaviours[name];
  server.closeIdleConnections();
  process.send?.({ behaves: name });
});
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
