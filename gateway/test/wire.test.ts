import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { eventually } from '../../test/eventually.ts';
import type { Lane } from '../src/traffic/lane.ts';
import { createUndiciLane } from '../src/traffic/undici-lane.ts';
import { createWireLane } from '../src/traffic/wire/wire-lane.ts';

type Heard = { readonly status: number; readonly body: string } | { readonly error: string };

const plain = 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello';
const body = '{"query":"{ñ}"}';

/** Asks once, and hears how it ended: the answer, or an error. */
function ask(lane: Lane, headers: readonly string[] = [], shares: readonly string[] = []): Promise<Heard> {
  return new Promise((resolve) => {
    let status = 0;
    const pieces: Buffer[] = [];
    lane.dispatch(
      { path: '/graphql', shares, headers, body, shared: true },
      {
        onRequestStart: () => undefined,
        onResponseStart: (_, code) => {
          status = code;
        },
        onResponseData: (_, bytes) => void pieces.push(Buffer.from(bytes)),
        onResponseEnd: () => resolve({ status, body: Buffer.concat(pieces).toString('latin1') }),
        onResponseError: (_, error) => resolve({ error: error.message }),
      },
    );
  });
}

describe('a connection to a subgraph', () => {
  let server: Server;
  let url: URL;
  let reply: (socket: Socket, request: string) => void;
  let connections = 0;
  const lanes: Lane[] = [];
  beforeAll(async () => {
    server = createServer((socket) => {
      connections++;
      let request = '';
      socket.on('error', () => undefined);
      socket.on('data', (bytes) => {
        request += bytes.toString('latin1');
        const [head = '', rest] = request.split('\r\n\r\n');
        if (rest === undefined || rest.length < Number(/content-length: (\d+)/.exec(head)?.[1])) return;
        const whole = request;
        request = '';
        reply(socket, whole);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`);
  });
  beforeEach(() => {
    connections = 0;
  });
  afterAll(async () => {
    await Promise.all(lanes.map((lane) => lane.close()));
    await new Promise((resolve) => server.close(resolve));
  });
  const wire = () => {
    const lane = createWireLane(url, 2_000);
    lanes.push(lane);
    return lane;
  };

  it('sends a request as it is, and another one after it on the same socket', async () => {
    const requests: string[] = [];
    reply = (socket, request) => {
      requests.push(request);
      socket.write(plain);
    };
    const lane = wire();
    expect(await ask(lane, ['x-a', 'ñ'])).toEqual({ status: 200, body: 'hello' });
    expect(await ask(lane)).toEqual({ status: 200, body: 'hello' });
    expect(connections).toBe(1);
    const sent = `POST /graphql HTTP/1.1\r\nhost: ${url.host}\r\nconnection: keep-alive\r\nx-a: ñ\r\ncontent-length: 16\r\n\r\n`;
    expect(requests[0]).toBe(sent + Buffer.from(body).toString('latin1'));
  });

  it('writes no header that would be more than one', async () => {
    expect(await ask(wire(), ['x-a', 'a\r\nx-b: c'])).toEqual({ error: 'a header is unfit' });
    expect(await ask(wire(), [], ['x-a', 'a\r\nx-b: c'])).toEqual({ error: 'a header is unfit' });
    expect(connections).toBe(0);
  });

  it('is not used again after bytes that nobody asked for, however they come', async () => {
    const lane = wire();
    reply = (socket) => socket.write(`${plain}HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nother`);
    expect(await ask(lane)).toEqual({ status: 200, body: 'hello' });
    expect(await ask(lane)).toEqual({ status: 200, body: 'hello' });
    expect(connections).toBe(2);
    let idle: Socket | undefined;
    reply = (socket) => {
      idle = socket;
      socket.write(plain);
    };
    await ask(lane);
    idle?.write('HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nother');
    await eventually(() => expect(idle?.destroyed).toBe(true));
    expect(await ask(lane)).toEqual({ status: 200, body: 'hello' });
  });

  it('is not used again when the server says so, or not long enough before it closes', async () => {
    for (const header of ['connection: close', 'keep-alive: timeout=2', 'Connection: Keep-Alive, Close']) {
      connections = 0;
      const lane = wire();
      reply = (socket) => socket.write(plain.replace('content', `${header}\r\ncontent`));
      await ask(lane);
      await ask(lane);
      expect(connections).toBe(2);
    }
  });

  it('is made again after the server closed it, without the next request’s noticing', async () => {
    const lane = wire();
    for (let round = 0; round < 20; round++) {
      let closed: Promise<unknown> = Promise.resolve();
      reply = (socket) => {
        closed = once(socket, 'close');
        if (round % 2 === 0) socket.end(plain);
        else socket.write(plain, () => socket.destroySoon());
      };
      expect(await ask(lane)).toEqual({ status: 200, body: 'hello' });
      await closed;
      // The end has to come here as well.
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(connections).toBe(20);
  });

  it('fails what is under way when it is closed, and what comes later', async () => {
    const lane = wire();
    reply = () => undefined;
    const asked = ask(lane);
    await eventually(() => expect(connections).toBe(1));
    await lane.close();
    expect(await asked).toHaveProperty('error');
    expect(await ask(lane)).toHaveProperty('error');
  });

  it('never reads of odd bytes anything else than undici does', async () => {
    const bodies = fc.constantFrom('hello', '', '{"data":{}}', 'x'.repeat(300));
    const framed = fc.tuple(bodies, fc.constantFrom('length', 'chunked', 'close')).map(([text, framing]) => {
      if (framing === 'length') return `HTTP/1.1 200 OK\r\ncontent-length: ${text.length}\r\n\r\n${text}`;
      if (framing === 'close') return `HTTP/1.1 200 OK\r\ncontent-type: a/b\r\n\r\n${text}`;
      const chunk = text ? `${text.length.toString(16)}\r\n${text}\r\n` : '';
      return `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${chunk}0\r\n\r\n`;
    });
    const edit = fc.record({
      at: fc.nat(),
      cut: fc.nat({ max: 3 }),
      put: fc.constantFrom(
        '',
        '',
        '0',
        '5',
        'a',
        ':',
        ' ',
        '\r',
        '\n',
        '\r\n',
        'x: y\r\n',
        'content-length: 3\r\n',
        ';',
        'HTTP/1.1 103 x\r\n\r\n',
      ),
    });
    const odd = fc.tuple(framed, fc.array(edit, { maxLength: 3 })).map(([text, edits]) =>
      edits.reduce((now, { at, cut, put }) => {
        const index = at % (now.length + 1);
        return now.slice(0, index) + put + now.slice(index + cut);
      }, text),
    );
    let read = 0;
    await fc.assert(
      fc.asyncProperty(odd, fc.nat(), async (text, cut) => {
        reply = (socket) => {
          const bytes = Buffer.from(text, 'latin1');
          const index = cut % (bytes.length + 1);
          socket.write(bytes.subarray(0, index), () => socket.end(bytes.subarray(index)));
        };
        const undici = createUndiciLane(url, { connectTimeoutMs: 2_000, http2: false }, 1);
        const ours = wire();
        const [heard, theirs] = await Promise.all([ask(ours), ask(undici)]);
        await Promise.all([ours.close(), undici.close()]);
        if ('error' in heard) return;
        read++;
        expect(heard).toEqual(theirs);
      }),
      { numRuns: 1_000, seed: 20_261_121 },
    );
    expect(read).toBeGreaterThan(100);
  }, 60_000);
});
