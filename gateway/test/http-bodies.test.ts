import { brotliCompressSync, brotliDecompressSync, deflateSync, gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Body } from './house.ts';
import { openDoor } from './http-door.ts';
import { exchange } from './raw-client.ts';

const asked = { query: '{ me }', variables: { text: 'ñ'.repeat(2_000) } };
const codeOf = async (response: Response) => ((await response.json()) as Body).errors?.[0]?.extensions.code;

describe('bodies', () => {
  let door: Awaited<ReturnType<typeof openDoor>>;
  beforeAll(async () => {
    door = await openDoor({ maxBytes: 20_000_000 });
  });
  afterAll(() => door.stop());

  const post = (body: string | Buffer, headers: Record<string, string> = {}) =>
    fetch(`${door.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : new Uint8Array(body),
    });

  it.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['BR', brotliCompressSync],
    ['deflate', deflateSync],
  ])('are inflated when they come by %s', async (coding, compress) => {
    const response = await post(compress(JSON.stringify(asked)), { 'content-encoding': coding });
    expect(await response.json()).toEqual({ data: asked });
  });

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['deflate', deflateSync],
  ])('that burst are not inflated to their end: %s', async (coding, compress) => {
    const bomb = compress(Buffer.alloc(60_000_000, 32));
    const before = process.memoryUsage().arrayBuffers;
    const response = await post(bomb, { 'content-encoding': coding });
    expect([response.status, await codeOf(response)]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(40_000_000);
  });

  it('that say little in much are refused by their ratio, long before the limit on their size', async () => {
    const response = await post(gzipSync(Buffer.alloc(2_000_000, 32)), { 'content-encoding': 'gzip' });
    expect((await response.json()) as Body).toMatchObject({
      errors: [{ message: 'the body inflates to more than 1048576 bytes' }],
    });
  });

  it.each([
    ['by a coding that is not known', 'compress', '{}', 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['by two codings', 'gzip, br', '{}', 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['by a name that every object has', '__proto__', '{}', 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['in parts', 'gzip', gzipSync(JSON.stringify(asked)).subarray(0, 20), 400, 'BAD_REQUEST'],
    ['as what they are not', 'br', '{"query":"{ me }"}', 400, 'BAD_REQUEST'],
  ])('are refused when they come %s', async (_, coding, body, status, code) => {
    const response = await post(body, { 'content-encoding': coding });
    expect([response.status, await codeOf(response)]).toEqual([status, code]);
  });

  it.each([
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ])('of answers are compressed for those who accept %s', async (coding, inflate) => {
    const text = JSON.stringify(asked);
    const request = [
      'POST /graphql HTTP/1.1',
      'host: x',
      'connection: close',
      'content-type: application/json',
      `accept-encoding: ${coding}`,
      `content-length: ${Buffer.byteLength(text)}`,
    ];
    const answer = await exchange(door.port, `${request.join('\r\n')}\r\n\r\n${text}`);
    const [head = '', body = ''] = answer.text.split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`content-encoding: ${coding}`));
    expect(head).toMatch(/vary: accept-encoding/);
    expect(JSON.parse(inflate(Buffer.from(body, 'latin1')).toString())).toEqual({ data: asked });
  });

  it.each([
    ['br;q=0.5, gzip', 'gzip'],
    ['gzip, deflate, br', 'br'],
    ['*', 'br'],
    ['identity', null],
    ['gzip;q=0, br;q=0', null],
  ])('of answers to those who accept %s come by %s', async (accepted, coding) => {
    const response = await post(JSON.stringify(asked), { 'accept-encoding': accepted });
    expect([response.headers.get('content-encoding'), await response.json()]).toEqual([coding, { data: asked }]);
  });

  it('of short answers go out as they are', async () => {
    const response = await post('{"query":"{ me }"}');
    expect([response.headers.get('content-encoding'), response.headers.get('vary')]).toEqual([null, null]);
  });

  it('of answers go out as they are when that is switched off', async () => {
    const plain = await openDoor({ compression: false });
    const body = JSON.stringify(asked);
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${plain.url}/graphql`, { method: 'POST', headers, body });
    expect([response.headers.get('content-encoding'), await response.json()]).toEqual([null, { data: asked }]);
    await plain.stop();
  });

  it('may begin with a byte order mark, and may come in pieces', async () => {
    expect(await (await post('\ufeff{"query":"{ me }"}')).json()).toEqual({ data: { query: '{ me }' } });
    const head =
      'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n';
    const pieces = ['{"query"', ':"{ me', ' }"}'].map((piece) => `${piece.length.toString(16)}\r\n${piece}\r\n`);
    const { text } = await exchange(door.port, `${head}${pieces.join('')}0\r\n\r\n`, (got) => got.includes('}}'));
    expect(text).toMatch(/\{"data":\{"query":"\{ me \}"\}\}$/);
  });
});
