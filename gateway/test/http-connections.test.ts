import { request as httpRequest } from 'node:http';
import { connect as connectHttp2, constants } from 'node:http2';
import { request as httpsRequest } from 'node:https';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { openDoor } from './http-door.ts';
import { connectRaw, exchange, type RawClient } from './raw-client.ts';

jest.setTimeout(60_000);

const body = '{"query":"{ me }"}';
const head = [
  'POST /graphql HTTP/1.1',
  'host: x',
  'content-type: application/json',
  `content-length: ${body.length}`,
].join('\r\n');
const whole = `${head}\r\n\r\n${body}`;
const file = (name: string) => fileURLToPath(new URL(`fixtures/tls/${name}`, import.meta.url));
const tls = { certificatePath: file('localhost.crt'), keyPath: file('localhost.key') };

describe('connections', () => {
  let door: Awaited<ReturnType<typeof openDoor>> | undefined;
  const clients: RawClient[] = [];
  afterEach(async () => {
    for (const { socket } of clients.splice(0)) socket.destroy();
    await door?.stop();
    door = undefined;
  });
  const open = async (settings?: Parameters<typeof openDoor>[0]) => {
    door = await openDoor(settings);
    return door;
  };
  const begin = async (port: number, bytes: string) => {
    const client = await connectRaw(port);
    clients.push(client);
    client.socket.write(bytes);
    return client;
  };
  const ask = async (url: string): Promise<void> => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body });
    expect(await response.json()).toEqual({ data: { query: '{ me }' } });
  };

  it('that are slow to say what they want hinder no others, and are told so in the end', async () => {
    const { port, url } = await open({ timeoutMs: 3_000 });
    const slowHeaders = await Promise.all(
      Array.from({ length: 250 }, () => begin(port, 'POST /graphql HTTP/1.1\r\nhos')),
    );
    const slowBodies = await Promise.all(Array.from({ length: 250 }, () => begin(port, `${head}\r\n\r\n{"que`)));
    const drip = setInterval(() => {
      for (const { socket } of slowHeaders) socket.write('t');
    }, 200);
    for (let index = 0; index < 20; index++) await ask(url);
    const held = [...slowHeaders, ...slowBodies].filter((client) => client.received() === '');
    // The others were answered beside the slow ones, not after them.
    expect(held.length).toBeGreaterThan(0);
    for (const client of slowBodies) expect((await client.wait((text) => text.includes('}]}'))).status).toBe(408);
    for (const client of slowHeaders)
      expect(await client.wait(undefined, 40_000)).toMatchObject({ status: 408, closed: true });
    clearInterval(drip);
    await ask(url);
  });

  it('of one address are limited, so that others still find one', async () => {
    const { port } = await open({ maxConnectionsPerAddress: 5 });
    const five = await Promise.all(Array.from({ length: 5 }, () => begin(port, '')));
    expect(await (await begin(port, whole)).wait()).toMatchObject({ text: '', closed: true });
    five[0]?.socket.destroy();
    await five[0]?.wait();
    for (let answered = 0; answered === 0; ) {
      answered = (await exchange(port, whole, (text) => text.includes('}}'))).status;
    }
  });

  it('may carry a few requests at once, in their order, but not as many as fit', async () => {
    let under = 0;
    let most = 0;
    const { port } = await open({
      answer: async (arrival) => {
        most = Math.max(most, ++under);
        const { query } = await arrival.read();
        await new Promise((resolve) => setTimeout(resolve, 20));
        under -= 1;
        return { kind: 'answered', status: 200, headers: {}, result: { data: JSON.stringify(query) } };
      },
    });
    const few = await begin(port, whole.repeat(20));
    await few.wait((text) => text.split('{"data"').length === 21);
    await (await begin(port, whole.repeat(20_000))).wait();
    expect(most).toBeLessThan(200);
  });

  it.each([
    ['two lengths', `${head}\r\ncontent-length: 3\r\n\r\n${body}`],
    ['a length and chunks', `${head}\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`],
    [
      'a chunk of no length',
      'POST /graphql HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n',
    ],
    ['an unknown transfer coding', 'POST /graphql HTTP/1.1\r\nhost: x\r\ntransfer-encoding: gzip\r\n\r\n'],
    ['a blank before a colon', `POST /graphql HTTP/1.1\r\nhost : x\r\n\r\n`],
    ['a bare line feed', `POST /graphql HTTP/1.1\nhost: x\n\n`],
    ['a NUL in a header', `GET /graphql HTTP/1.1\r\nhost: x\r\nx: a\0b\r\n\r\n`],
    ['something else', 'SSH-2.0-OpenSSH_9\r\n'],
  ])('that speak no clean HTTP are answered and closed: %s', async (_, bytes) => {
    const { port } = await open();
    const answer = await exchange(port, bytes);
    expect([answer.status, answer.closed]).toEqual([400, true]);
    expect(answer.text).toMatch(/"code":"BAD_REQUEST"/);
  });

  it('are ended when the door stops, idle ones at once, and those with a request after its answer', async () => {
    let finish: () => void = () => undefined;
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const { port, stop } = await open({
      answer: async () => {
        await finished;
        return { kind: 'answered', status: 200, headers: {}, result: { data: '1' } };
      },
    });
    const idle = await begin(port, '');
    const busy = await begin(port, whole);
    await begin(port, `${head}\r\n\r\n`);
    const stopped = stop();
    door = undefined;
    expect((await idle.wait()).closed).toBe(true);
    finish();
    expect(await busy.wait()).toMatchObject({ status: 200, closed: true });
    for (const { socket } of clients) socket.destroy();
    await stopped;
  });

  const askHttp2 = async (url: string, options: { ca?: string } = {}) => {
    const session = connectHttp2(url, { ...options, rejectUnauthorized: false });
    try {
      return await new Promise<string>((resolve, reject) => {
        session.once('error', reject);
        const stream = session.request({
          [constants.HTTP2_HEADER_METHOD]: 'POST',
          [constants.HTTP2_HEADER_PATH]: '/graphql',
          'content-type': 'application/json',
        });
        let text = '';
        let status: unknown;
        stream.on('response', (headers) => {
          status = headers[constants.HTTP2_HEADER_STATUS];
        });
        stream.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        stream.on('end', () => resolve(`${status} ${text}`)).on('error', reject);
        stream.end(body);
      });
    } finally {
      await new Promise<void>((resolve) => session.close(resolve));
    }
  };

  it('speak HTTP/2 and HTTP/1.1 on one port without TLS, by how they begin', async () => {
    const { url, port } = await open({ http2: true, timeoutMs: 1_500 });
    expect(await askHttp2(url)).toBe('200 {"data":{"query":"{ me }"}}');
    await ask(url);
    const { text } = await exchange(port, whole.repeat(2), (got) => got.split('}}').length > 2);
    expect(text.match(/HTTP\/1\.1 200/g)).toHaveLength(2);
    const slow = await begin(port, `${head}\r\n\r\n{"que`);
    expect((await slow.wait((got) => got.includes('}]}'))).status).toBe(408);
  });

  it.each([
    [true, 'h2'],
    [false, 'http/1.1'],
  ])('speak TLS when there is a certificate, with HTTP/2 %p', async (http2, protocol) => {
    const { url } = await open({ http2, tls });
    expect(url).toMatch(/^https:/);
    if (protocol === 'h2') expect(await askHttp2(url)).toBe('200 {"data":{"query":"{ me }"}}');
    const answer = await new Promise<string>((resolve, reject) => {
      const headers = { 'content-type': 'application/json', connection: 'close' };
      const request = httpsRequest(
        `${url}/graphql`,
        { method: 'POST', headers, rejectUnauthorized: false },
        (response) => {
          response.setEncoding('utf8').on('data', resolve);
        },
      );
      request.on('error', reject).end(body);
    });
    expect(answer).toBe('{"data":{"query":"{ me }"}}');
  });

  it('that offer another protocol are answered in this one', async () => {
    const { url } = await open();
    const status = await new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json', connection: 'upgrade', upgrade: 'h2c' };
      httpRequest(`${url}/graphql`, { method: 'POST', headers }, ({ statusCode }) => resolve(statusCode))
        .on('error', reject)
        .end(body);
    });
    expect(status).toBe(200);
  });
});
