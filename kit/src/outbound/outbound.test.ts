import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createGuardedRequest } from './index.ts';

const get = { method: 'GET', timeoutMs: 2_000, mostBytes: 1_000 } as const;
let server: Server;
let port: number;
let calls = 0;
const closed = createGuardedRequest(new Set());
let open: typeof closed;

beforeAll(async () => {
  server = createServer((request, response) => {
    calls += 1;
    if (request.url === '/redirect') response.writeHead(302, { location: 'http://169.254.169.254/' }).end();
    else if (request.url === '/large') response.end('x'.repeat(1_001));
    else if (request.url !== '/silent') response.end('hello');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
  open = createGuardedRequest(new Set([`127.0.0.1:${port}`]));
});
afterAll(async () => {
  await closed.part.stop();
  await open.part.stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

describe('an address that a user gives', () => {
  it.each([
    'http://example.org/',
    'ftp://example.org/',
    'file:///etc/passwd',
    'https://user:secret@example.org/',
    'https://127.0.0.1/',
    'https://127.1/',
    'https://0x7f000001/',
    'https://2130706433/',
    'https://localhost/',
    'https://10.0.0.1/',
    'https://172.16.0.1/',
    'https://192.168.1.1/',
    'https://100.64.0.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://0.0.0.0/',
    'https://224.0.0.1/',
    'https://255.255.255.255/',
    'https://[::1]/',
    'https://[::]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[64:ff9b:1::7f00:1]/',
    'https://[2002:7f00:1::]/',
    'https://[fc00::1]/',
    'https://[fe80::1]/',
    'not an address',
    `https://example.org/${'x'.repeat(2048)}`,
  ])('%s is not called', async (url) => {
    await expect(closed.request(url, get)).rejects.toMatchObject({ code: 'URL_NOT_ALLOWED' });
  });

  it('of this machine is called only when the operator allows it', async () => {
    const before = calls;
    await expect(closed.request(`http://127.0.0.1:${port}/`, get)).rejects.toMatchObject({ code: 'URL_NOT_ALLOWED' });
    expect(calls).toBe(before);
    expect(await open.request(`http://127.0.0.1:${port}/`, get)).toEqual({ status: 200, body: Buffer.from('hello') });
  });

  it('may redirect, and is not followed', async () => {
    expect(await open.request(`http://127.0.0.1:${port}/redirect`, get)).toMatchObject({ status: 302 });
  });

  it('may answer too much, and is cut off', async () => {
    await expect(open.request(`http://127.0.0.1:${port}/large`, get)).rejects.toMatchObject({
      code: 'RESPONSE_TOO_LARGE',
    });
  });

  it('may never answer, and is given up in time', async () => {
    const late = open.request(`http://127.0.0.1:${port}/silent`, { ...get, timeoutMs: 100 });
    await expect(late).rejects.toMatchObject({ code: 'URL_FETCH_FAILED' });
  });
});
