import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { closeServer, listen, urlOf } from '@fiscal/kit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readPlainHead } from './plain-head.ts';

const line = 'POST /graphql HTTP/1.1';
const plain = [line, 'Host: x', 'Content-Length: 2'];
const read = (...lines: string[]) => readPlainHead(lines.join('\r\n'));

describe('the head of a plain request', () => {
  it('is one whose headers are there once, in any case and order', () => {
    expect(read(...plain, 'Accept:*/*', 'X-Odd:   a  b ', 'x-none:', '__proto__: a')).toEqual({
      headers: Object.assign(Object.create(null), {
        host: 'x',
        'content-length': '2',
        accept: '*/*',
        'x-odd': 'a  b',
        'x-none': '',
        ['__proto__']: 'a',
      }),
      length: 2,
    });
  });

  it.each([
    [['GET /graphql HTTP/1.1', 'host: x', 'content-length: 2']],
    [['POST /graphql HTTP/1.0', 'host: x', 'content-length: 2']],
    [['POST /graphql?a HTTP/1.1', 'host: x', 'content-length: 2']],
    [[line, 'content-length: 2']],
    [[line, 'host: x']],
    [[line, 'host: x, y', 'content-length: 2']],
    [[line, 'host: x', 'content-length: +2']],
    [[line, 'host: x', 'content-length: 0x2']],
    [[...plain, 'host: x']],
    [[...plain, 'content-length: 2']],
    [[...plain, 'accept: a', 'Accept: b']],
    [[...plain, 'transfer-encoding: chunked']],
    [[...plain, 'content-encoding: gzip']],
    [[...plain, 'connection: close']],
    [[...plain, 'connection: keep-alive, x']],
    [[...plain, 'upgrade: websocket']],
    [[...plain, 'expect: 100-continue']],
    [[...plain, 'origin: https://example.com']],
    [[...plain, 'a : b']],
    [[...plain, ' a: folded']],
    [[...plain, 'a: \t']],
    [[...plain, 'a: b\nc: d']],
    [[...plain, 'a: b\rc: d']],
    [[...plain, 'a: \0']],
    [[...plain, 'a: é']],
    [[...plain, 'none']],
    [[...plain, ': none']],
    [[...plain, '']],
  ])('is none that anybody could read in another way, or that asks for more: %j', (lines) => {
    expect(read(...lines)).toBeUndefined();
  });

  describe('beside the one that knows all of HTTP', () => {
    const seen: { request: IncomingMessage; body: string }[] = [];
    const server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request.setEncoding('latin1')) body += chunk;
      seen.push({ request, body });
      response.end();
    });
    beforeAll(() => listen(server, '127.0.0.1', 0));
    afterAll(() => closeServer(server));

    /** What node's own server takes from these bytes before it ends the connection. */
    const askNode = async (bytes: string) => {
      seen.length = 0;
      const socket = connect(Number(new URL(urlOf(server)).port), '127.0.0.1').on('error', () => undefined);
      const closed = once(socket.resume(), 'close');
      socket.end(bytes, 'latin1');
      await closed;
      return seen.map(({ request: { method, url, headers }, body }) => ({
        method,
        url,
        headers: { ...headers },
        body,
      }));
    };
    const odd = fc.string({
      unit: fc.constantFrom('a', ' ', '\t', ':', ',', '\r', '\n', '\0', 'é', '"', ';'),
      maxLength: 6,
    });
    const name = fc.oneof(
      fc.constantFrom(
        'host',
        'Host',
        'content-length',
        'Connection',
        'Transfer-Encoding',
        'accept',
        'x',
        'Content-Type',
        'te',
      ),
      odd,
    );
    const value = fc.oneof(fc.constantFrom('x', '2', '02', '3', 'keep-alive', 'close', 'chunked', 'a, b', ' 2 '), odd);
    const header = fc.tuple(name, fc.constantFrom(':', ': ', ' :', ''), value).map((parts) => parts.join(''));
    const head = fc
      .tuple(
        fc.constantFrom(line, line, line, line, `${line} `, 'post /graphql HTTP/1.1'),
        fc.constantFrom(['Host: x', 'Content-Length: 2'], ['content-length: 3', 'host: y'], ['Host: x']),
        fc.array(header, { maxLength: 2 }),
        fc.constantFrom('\r\n', '\r\n', '\r\n', '\r\n', '\n'),
      )
      .map(([first, usual, others, end]) => [first, ...usual, ...others].join(end));

    it('reads the same, or reads nothing', async () => {
      let read = 0;
      await fc.assert(
        fc.asyncProperty(head, async (text) => {
          const taken = readPlainHead(text);
          if (!taken) return;
          read += 1;
          const body = 'x'.repeat(taken.length);
          expect(await askNode(`${text}\r\n\r\n${body}`)).toEqual([
            { method: 'POST', url: '/graphql', headers: { ...taken.headers }, body },
          ]);
        }),
        { numRuns: 2_000 },
      );
      expect(read).toBeGreaterThan(100);
    });
  });
});
