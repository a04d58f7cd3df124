import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { withCallContext } from '../context.ts';
import { createGuardedRequest, lookUpHost } from './index.ts';

const refused = (code: string) => expect.objectContaining({ kind: 'invalid', code });
const get = { method: 'GET', headers: {}, timeoutMs: 2_000, mostBytes: 1_000 } as const;

const answers: Readonly<Record<string, RequestListener>> = {
  '/echo': async (request, response) => {
    const heard = `${request.method} ${request.headers['x-note']} ${await text(request)}`;
    response.writeHead(201, { 'x-answer': 'yes' }).end(heard);
  },
  '/redirect': (_, response) => response.writeHead(302, { location: '/echo' }).end(),
  '/announced': (_, response) => response.writeHead(200, { 'content-length': 1_001 }).write('x'),
  '/endless': (_, response) => {
    const more = () => {
      while (!response.destroyed && response.write(Buffer.alloc(65_536)));
    };
    response.on('drain', more);
    more();
  },
  '/silent': (_, response) => response.write('x'),
  '/cut': (_, response) => {
    response.writeHead(200, { 'content-length': 100 });
    response.write('x', () => response.destroy());
  },
};

let server: Server;
let host: string;
let calls = 0;

beforeAll(async () => {
  server = createServer((request, response) => {
    calls += 1;
    answers[request.url ?? '']?.(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = `receiver.example:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const toLoopback = async () => [{ address: '127.0.0.1', family: 4 }];

function call(path: string, outgoing: Parameters<ReturnType<typeof createGuardedRequest>>[1] = get) {
  return createGuardedRequest(new Set([host]), toLoopback)(`http://${host}${path}`, outgoing);
}

describe('a call to a URL that a user gives', () => {
  it('connects to the address that was checked and gives the whole answer', async () => {
    const post = { ...get, method: 'POST', headers: { 'x-note': 'a' }, body: 'hello' } as const;
    const { status, headers, body } = await call('/echo', post);
    expect([status, headers['x-answer'], body.toString()]).toEqual([201, 'yes', 'POST a hello']);
  });

  it('does not follow redirects', async () => {
    expect(await call('/redirect')).toMatchObject({ status: 302 });
  });

  it.each(['/announced', '/endless'])('stops at the cap of %s', async (path) => {
    await expect(call(path)).rejects.toEqual(refused('RESPONSE_TOO_LARGE'));
  });

  it('fails on an answer that breaks off', async () => {
    await expect(call('/cut')).rejects.toEqual(refused('URL_FETCH_FAILED'));
  });

  it('waits no longer than it may, or than the call it is made for', async () => {
    await expect(call('/silent', { ...get, timeoutMs: 100 })).rejects.toEqual(refused('URL_FETCH_FAILED'));
    const context = { correlationId: 'c', deadlineAt: Date.now() + 100 };
    await expect(withCallContext(context, () => call('/silent'))).rejects.toEqual(refused('URL_FETCH_FAILED'));
  });

  it('never reaches this machine unless its host and port are allowed', async () => {
    const before = calls;
    const request = createGuardedRequest(new Set(), lookUpHost);
    const port = host.split(':')[1];
    for (const url of [
      `http://127.0.0.1:${port}/echo`,
      `https://127.0.0.1:${port}/echo`,
      `https://localhost:${port}/echo`,
    ]) {
      await expect(request(url, get)).rejects.toEqual(refused('URL_NOT_ALLOWED'));
    }
    expect(calls).toBe(before);
  });
});
