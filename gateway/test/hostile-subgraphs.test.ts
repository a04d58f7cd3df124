import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../test/eventually.ts';
import { type House, startHouse } from './house.ts';

/** Enough for those who are answered, on a busy machine too; two cases wait for it. */
const timeoutMs = 3_000;

describe('a subgraph that misbehaves', () => {
  let house: House;
  let server: Server;
  let behave: RequestListener;
  const heard: IncomingMessage[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      heard.push(request);
      request.resume();
      behave(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    // A TCP server's address is never a pipe's name.
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/hidden`;
    house = await startHouse({ ANALYTICS_URL: url, AUTH_URL: url, REQUEST_TIMEOUT_MS: `${timeoutMs}` });
  });
  afterAll(async () => {
    await house.stop();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  beforeEach(() => {
    heard.length = 0;
  });

  const json = (body: unknown, status = 200): RequestListener => {
    return (_, response) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  const good = json({ data: { dailyReport: { archived: 1 } } });
  const query = '{ dailyReport(date: "2026-01-01") { archived } unreadNotificationCount }';
  const ask = async () => house.ask(query, { token: await house.issuer.token() });
  /** The breaker stays open for a while after what another test did. */
  const recover = () => {
    behave = good;
    return eventually(async () => expect((await ask()).body.errors).toBeUndefined());
  };

  it.each<[string, string, RequestListener]>([
    [
      'answers with a web page',
      'SUBGRAPH_UNAVAILABLE',
      (_, response) => response.setHeader('content-type', 'text/html').end('<html>nginx 10.0.0.9'),
    ],
    [
      'answers with half a document',
      'SUBGRAPH_UNAVAILABLE',
      (_, response) => response.setHeader('content-type', 'application/json').end('{"data":'),
    ],
    ['answers with a list', 'SUBGRAPH_UNAVAILABLE', json([1])],
    ['answers with nothing of GraphQL', 'SUBGRAPH_UNAVAILABLE', json({ hello: 'hidden' })],
    ['answers with errors that are none', 'SUBGRAPH_UNAVAILABLE', json({ errors: ['hidden'] })],
    [
      'breaks off in the middle',
      'SUBGRAPH_UNAVAILABLE',
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': 100 });
        response.write('{"data":', () => response.destroy());
      },
    ],
    ['hangs', 'DEADLINE_EXCEEDED', () => undefined],
    [
      'drips for ever',
      'DEADLINE_EXCEEDED',
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        const timer = setInterval(() => response.write(' '), 50);
        response.on('close', () => clearInterval(timer));
      },
    ],
    [
      'floods',
      'SUBGRAPH_UNAVAILABLE',
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        const piece = Buffer.alloc(1024 * 1024, ' ');
        const pump = () => void (response.destroyed || response.write(piece, pump));
        pump();
      },
    ],
    [
      'does not accept our token',
      'INTERNAL',
      json({ errors: [{ message: 'hidden', extensions: { code: 'UNAUTHENTICATED' } }] }, 401),
    ],
    [
      'does not know the field',
      'INTERNAL',
      json({ errors: [{ message: 'hidden', extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] }, 400),
    ],
    [
      'forgets the code',
      'INTERNAL',
      json({ data: null, errors: [{ message: 'hidden at Object.<anonymous> (/srv/x.js:1)' }] }),
    ],
    ['gives null for what is never null', 'INTERNAL', json({ data: { _r_dailyReport: { archived: null } } })],
    ['gives text for a number', 'INTERNAL', json({ data: { _r_dailyReport: { archived: 'many' } } })],
    [
      'passes on more than its code',
      'TEAPOT',
      json({
        data: null,
        errors: [{ message: 'short', extensions: { code: 'TEAPOT', stacktrace: ['hidden'], serviceName: 'hidden' } }],
      }),
    ],
  ])('gets a clean answer to the client when it %s', async (_, code, misbehave) => {
    await recover();
    behave = misbehave;
    const begunAt = Date.now();
    const { status, body } = await ask();
    expect(Date.now() - begunAt).toBeLessThan(timeoutMs + 10_000);
    expect(status).toBe(200);
    expect(body.errors?.map(({ extensions }) => extensions.code)).toEqual([code]);
    expect(JSON.stringify(body)).not.toMatch(/hidden|analytics|127\.0\.0\.1|stack|nginx|undici/);
  });

  it('is left alone for a while once it has failed often, and asked again later', async () => {
    await recover();
    behave = (_, response) => response.destroy();
    for (let index = 0; index < 20; index++) await ask();
    heard.length = 0;
    for (let index = 0; index < 10; index++) {
      expect((await ask()).body.errors?.[0]?.extensions.code).toBe('SUBGRAPH_UNAVAILABLE');
    }
    expect(heard.length).toBeLessThan(5);
    await recover();
  });

  it('is asked once more for a read that broke off, never for a write', async () => {
    await recover();
    let failures = 1;
    behave = (request, response) => (failures-- > 0 ? response.destroy() : good(request, response));
    heard.length = 0;
    expect((await ask()).body.errors).toBeUndefined();
    expect(heard).toHaveLength(2);
    behave = (_, response) => response.destroy();
    heard.length = 0;
    const { body } = await house.ask('mutation { logout }', { token: await house.issuer.token() });
    expect(body.errors?.[0]?.extensions.code).toBe('SUBGRAPH_UNAVAILABLE');
    expect(heard).toHaveLength(1);
  });

  it('is not kept busy with a read whose client has gone', async () => {
    await recover();
    heard.length = 0;
    behave = () => undefined;
    const client = new AbortController();
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${await house.issuer.token()}` };
    const body = JSON.stringify({ query });
    const asked = fetch(`${house.url}/graphql`, { method: 'POST', headers, body, signal: client.signal });
    const [request] = await eventually(() => {
      expect(heard).toHaveLength(1);
      return heard;
    });
    const leftAt = Date.now();
    client.abort();
    await expect(asked).rejects.toThrow();
    await eventually(() => expect(request?.socket.destroyed).toBe(true));
    expect(Date.now() - leftAt).toBeLessThan(timeoutMs * 0.75);
  });

  it('is told what is left of the time, the correlation id, and nothing that the client says of itself', async () => {
    await recover();
    heard.length = 0;
    await house.ask(query, {
      token: await house.issuer.token(),
      headers: { 'x-correlation-id': 'seen', 'x-user-id': 'root', 'x-tenant-id': 'other', cookie: 'a=b' },
    });
    const { headers } = heard[0] ?? {};
    expect(headers).toMatchObject({ 'x-correlation-id': 'seen', 'content-type': 'application/json' });
    expect(Number(headers?.['x-timeout-ms'])).toBeGreaterThan(0);
    expect(Number(headers?.['x-timeout-ms'])).toBeLessThanOrEqual(timeoutMs);
    for (const name of ['x-user-id', 'x-tenant-id', 'cookie']) expect(headers).not.toHaveProperty(name);
    const [, payload = ''] = headers?.authorization?.split('.') ?? [];
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({
      iss: 'gateway',
      aud: 'analytics',
    });
  });
});
