import type { RequestListener } from 'node:http';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  callOf,
  clientOf,
  json,
  mutation,
  type OddSubgraph,
  query,
  raw,
  socketOf,
  startOddSubgraph,
} from './odd-subgraph.ts';

const leftMs = 700;
/** Where the code tells what was found out from what merely took too long. */
const plenty = 30_000;
/** Tells a deadline from none; `npm run bench:neighbours` tells how long. */
const boundMs = 10_000;
const head = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n';
const typed = { 'content-type': 'application/json' };
const megabyte = Buffer.alloc(1024 * 1024, ' ');

/** Writes again and again until the connection is gone. */
const flood =
  (headers: Record<string, string>): RequestListener =>
  (_, response) => {
    response.writeHead(200, headers);
    const pump = () => void (response.destroyed || response.write(megabyte, pump));
    pump();
  };

const drip =
  (piece: string, everyMs: number): RequestListener =>
  (_, response) => {
    response.writeHead(200, typed);
    const timer = setInterval(() => response.write(piece), everyMs);
    response.on('close', () => clearInterval(timer));
  };

const breakOff: RequestListener = (_, response) => {
  response.writeHead(200, { ...typed, 'content-length': '100' });
  response.write('{"data":', () => socketOf(response).resetAndDestroy());
};

const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024, ' '));

const cases: [what: string, code: string, behave: RequestListener][] = [
  ['never answers', 'DEADLINE_EXCEEDED', () => undefined],
  ['hangs in the middle of its head', 'DEADLINE_EXCEEDED', raw(head)],
  ['hangs in the middle of its body', 'DEADLINE_EXCEEDED', raw(`${head}content-length: 100\r\n\r\n{"data"`)],
  ['drips white space for ever', 'DEADLINE_EXCEEDED', drip(' ', 20)],
  [
    'sends 103 for ever',
    'DEADLINE_EXCEEDED',
    (_, response) => {
      const timer = setInterval(() => socketOf(response).write('HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'), 20);
      response.on('close', () => clearInterval(timer));
    },
  ],
  ['promises more than it sends', 'DEADLINE_EXCEEDED', raw(`${head}content-length: 50\r\n\r\n{"data":{"a":1}}`)],
  ['resets before it answers', 'SUBGRAPH_UNAVAILABLE', (_, response) => socketOf(response).resetAndDestroy()],
  ['resets in the middle of its body', 'SUBGRAPH_UNAVAILABLE', breakOff],
  [
    'ends in the middle of its body',
    'SUBGRAPH_UNAVAILABLE',
    (_, response) => {
      socketOf(response).end(`${head}content-length: 100\r\n\r\n{"data":{"a":1}}`);
    },
  ],
  ['says 100 instead of an answer', 'SUBGRAPH_UNAVAILABLE', raw('HTTP/1.1 100 Continue\r\n\r\n')],
  [
    'switches to another protocol',
    'SUBGRAPH_UNAVAILABLE',
    raw('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
  ],
  ['speaks no HTTP', 'SUBGRAPH_UNAVAILABLE', raw('SSH-2.0-OpenSSH_9.6\r\n')],
  ['sends huge headers', 'SUBGRAPH_UNAVAILABLE', raw(`${head}x-much: ${'x'.repeat(100_000)}\r\n\r\n`)],
  [
    'sends two lengths',
    'SUBGRAPH_UNAVAILABLE',
    raw(`${head}content-length: 2\r\ncontent-length: 16\r\n\r\n{"data":{"a":1}}`),
  ],
  [
    'sends a length and chunks',
    'SUBGRAPH_UNAVAILABLE',
    raw(`${head}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`),
  ],
  ['redirects', 'SUBGRAPH_UNAVAILABLE', json({ data: { a: 1 } }, 307, { location: 'http://127.0.0.1:1/' })],
  ['answers 204', 'SUBGRAPH_UNAVAILABLE', (_, response) => response.writeHead(204).end()],
  ['answers 503 with data', 'SUBGRAPH_UNAVAILABLE', json({ data: { a: 1 } }, 503)],
  ['answers with a web page', 'SUBGRAPH_UNAVAILABLE', json('<html>nginx', 200, { 'content-type': 'text/html' })],
  ['answers without a type', 'SUBGRAPH_UNAVAILABLE', (_, response) => response.writeHead(200).end('{"data":{"a":1}}')],
  ['answers with nothing', 'SUBGRAPH_UNAVAILABLE', json('')],
  ['answers with half a document', 'SUBGRAPH_UNAVAILABLE', json('{"data":{"a":')],
  ['answers with two documents', 'SUBGRAPH_UNAVAILABLE', json('{"data":{"a":1}}{"data":{"a":2}}')],
  ...[
    '[1]',
    '"text"',
    '1',
    'null',
    'true',
    '{}',
    '{"data":[]}',
    '{"data":"x"}',
    '{"data":1}',
    '{"errors":{}}',
    '{"errors":"x"}',
    '{"errors":["x"]}',
    '{"errors":[null]}',
    '{"errors":[{"message":1}]}',
    '{"data":{"a":1},"errors":[{}]}',
    '{"__proto__":{"data":{"a":1}}}',
  ].map((text): [string, string, RequestListener] => [`answers ${text}`, 'SUBGRAPH_UNAVAILABLE', json(text)]),
  [
    'answers in Latin-1',
    'SUBGRAPH_UNAVAILABLE',
    (_, response) => {
      response.writeHead(200, typed).end(Buffer.from('{"data":{"a":"Peña"}}', 'latin1'));
    },
  ],
  ['sends 50 MB and says so', 'SUBGRAPH_UNAVAILABLE', flood({ ...typed, 'content-length': String(50 * 1024 * 1024) })],
  ['sends 50 MB and does not say so', 'SUBGRAPH_UNAVAILABLE', flood(typed)],
  [
    'sends single bytes without end',
    'SUBGRAPH_UNAVAILABLE',
    (_, response) => {
      const piece = Buffer.from('1\r\n \r\n'.repeat(10_000));
      const socket = socketOf(response);
      const pump = () => void (socket.destroyed || socket.write(piece, pump));
      socket.write(`${head}transfer-encoding: chunked\r\n\r\n`, pump);
    },
  ],
  [
    'sends a gzip bomb',
    'SUBGRAPH_UNAVAILABLE',
    (_, response) => {
      response.writeHead(200, { ...typed, 'content-encoding': 'gzip' }).end(bomb);
    },
  ],
  ['says gzip of what is none', 'SUBGRAPH_UNAVAILABLE', json({ data: { a: 1 } }, 200, { 'content-encoding': 'gzip' })],
  ['codes as nobody knows', 'SUBGRAPH_UNAVAILABLE', json({ data: { a: 1 } }, 200, { 'content-encoding': '__proto__' })],
  ['codes twice', 'SUBGRAPH_UNAVAILABLE', json({ data: { a: 1 } }, 200, { 'content-encoding': 'gzip, br' })],
  [
    'does not accept our token',
    'INTERNAL',
    json({ errors: [{ message: 'no', extensions: { code: 'UNAUTHENTICATED' } }] }, 401),
  ],
];

describe('an answer of a subgraph', () => {
  let odd: OddSubgraph;
  beforeAll(async () => {
    odd = await startOddSubgraph(json({}));
  });
  afterAll(() => odd.stop());

  const ask = async (behave: RequestListener, left = plenty) => {
    odd.behave = behave;
    const client = await clientOf(odd.url, { maxAnswerBytes: 4 * 1024 * 1024 });
    return client.send(query, callOf(left)).finally(() => void client.stop());
  };

  it.each(cases)('that %s is %s, in time', async (_, code, behave) => {
    const begunAt = Date.now();
    const asked = ask(behave, code === 'DEADLINE_EXCEEDED' ? leftMs : plenty);
    const failure: unknown = await asked.catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'Refusal', code });
    expect(String((failure as Error).message)).not.toMatch(/hidden|127\.0\.0\.1|undici/);
    expect(Date.now() - begunAt).toBeLessThan(boundMs);
  });

  it('may say in errors what it likes, and what it says wrong beside the message is left out', async () => {
    const errors = [
      { message: 'a', path: ['x', 0], extensions: { code: 'A' }, locations: [{ line: 1, column: 1 }] },
      { message: 'b', path: 'x', extensions: [] },
      { message: 'c', path: [{}], extensions: null },
    ];
    expect(await ask(json({ data: null, errors }))).toEqual({
      data: null,
      errors: [{ message: 'a', path: ['x', 0], extensions: { code: 'A' } }, { message: 'b' }, { message: 'c' }],
    });
    expect(await ask(json({ errors: [{ message: 'a' }] }, 400))).toEqual({ errors: [{ message: 'a' }] });
  });

  it('changes no prototype, and with a key twice has the last of them', async () => {
    expect(await ask(json('{"data":{"a":1,"a":2},"data":{"a":3}}'))).toMatchObject({ data: { a: 3 } });
    const { data } = await ask(
      json('{"data":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}}'),
    );
    expect(Object.keys(data ?? {})).toEqual(['__proto__', 'constructor']);
    expect({}).not.toHaveProperty('polluted');
    expect(Object.getPrototypeOf(data)).toBe(Object.prototype);
  });

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
  ])('compressed by %s is read', async (coding, compress) => {
    const body = compress(JSON.stringify({ data: { a: 'ñ'.repeat(1_000) } }));
    const answer = await ask((_, response) =>
      response.writeHead(200, { ...typed, 'content-encoding': coding }).end(body),
    );
    expect(answer).toMatchObject({ data: { a: 'ñ'.repeat(1_000) } });
  });

  it('in pieces of any size, cut in the middle of a letter, is read', async () => {
    const bytes = Buffer.from('{"data":{"a":"añb€c😀"}}');
    const answer = await ask((_, response) => {
      response.writeHead(200, typed);
      const send = (index: number) => {
        if (index === bytes.length) response.end();
        else response.write(bytes.subarray(index, index + 1), () => setImmediate(send, index + 1));
      };
      send(0);
    });
    expect(answer).toMatchObject({ data: { a: 'añb€c😀' } });
  });

  it.each(['length', 'chunks', 'the end'])('of 3 MB is read whole, told by %s', async (framing) => {
    const text = JSON.stringify({ data: { a: 'x'.repeat(3 * 1024 * 1024) } });
    const answer = await ask((_, response) => {
      if (framing === 'the end') {
        socketOf(response).end(`HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n${text}`);
        return;
      }
      response.writeHead(200, framing === 'length' ? { ...typed, 'content-length': text.length } : typed);
      response.write(text.slice(0, 10_000));
      response.end(text.slice(10_000));
    });
    expect(JSON.stringify(answer.data)).toHaveLength(3 * 1024 * 1024 + 8);
  });

  it('after informational ones is the answer', async () => {
    const answer = '{"data":{"a":1}}';
    const early = 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n';
    expect(await ask(raw(early, early, `${head}content-length: ${answer.length}\r\n\r\n${answer}`))).toMatchObject({
      data: { a: 1 },
    });
  });

  it('that is late to a write ends the wait for it, too', async () => {
    odd.behave = () => undefined;
    const [client, begunAt] = [await clientOf(odd.url), Date.now()];
    await expect(client.send(mutation, callOf(leftMs))).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    expect(Date.now() - begunAt).toBeLessThan(boundMs);
    await client.stop();
  });
});
