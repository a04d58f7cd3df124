import { type Attack, bytes, post } from './attack.ts';
import type { MeasuredGateway } from './measured-gateway.ts';

const me = '{"query":"{ me { id } }"}';

function request(
  name: string,
  expected: string,
  headers: Record<string, string>,
  rest: { method?: string; search?: string; body?: string } = {},
): Attack {
  const { body = me, ...how } = rest;
  return { name, expected, send: (target) => post(target, body, { headers, ...how }) };
}

function raw(
  name: string,
  expected: string,
  make: (target: MeasuredGateway, salt: string) => string,
  isEnough?: (text: string) => boolean,
): Attack {
  return { name, expected, send: (target, salt) => bytes(target, make(target, salt), isEnough) };
}

const line = (method: string, path: string) => `${method} ${path} HTTP/1.1\r\nhost: x\r\n`;
const json = (length: number) => `content-type: application/json\r\ncontent-length: ${length}\r\n`;
const ended = 'connection: close\r\n';
const get = `?query=${encodeURIComponent('{ me { id } }')}`;

/** As many as fit, without waiting for an answer; each has to be read by the compiler. */
const documents = (salt: string, count: number) =>
  Array.from({ length: count }, (_, n) => {
    const body = JSON.stringify({ query: `{ nope_${n} # ${salt}\n}` });
    return `${line('POST', '/graphql')}${json(body.length)}\r\n${body}`;
  }).join('');

/** Requests that are not what GraphQL over HTTP allows, or not HTTP. */
export const requests: readonly Attack[] = [
  request(
    'a form',
    '415 UNSUPPORTED_MEDIA_TYPE',
    { 'content-type': 'application/x-www-form-urlencoded' },
    { body: 'query={me{id}}' },
  ),
  request('text', '415 UNSUPPORTED_MEDIA_TYPE', { 'content-type': 'text/plain' }),
  request('text that names JSON', '415 UNSUPPORTED_MEDIA_TYPE', {
    'content-type': 'text/plain; charset=application/json',
  }),
  request('a form with files', '415 UNSUPPORTED_MEDIA_TYPE', {
    'content-type': 'multipart/form-data; boundary=x',
    'apollo-require-preflight': '1',
  }),
  request('JSON in another charset', '415 UNSUPPORTED_MEDIA_TYPE', {
    'content-type': 'application/json; charset=utf-7',
  }),
  request('a bare GET', '400 CSRF_BLOCKED', { 'content-type': '' }, { method: 'GET', search: get }),
  request(
    'a mutation by GET',
    '405 METHOD_NOT_ALLOWED',
    { 'content-type': '', 'apollo-require-preflight': '1' },
    { method: 'GET', search: `?query=${encodeURIComponent('mutation { logout }')}` },
  ),
  request(
    'a query that comes twice',
    '400 BAD_REQUEST',
    { 'apollo-require-preflight': '1' },
    { method: 'GET', search: `${get}&query=x` },
  ),
  request('another method', '405 METHOD_NOT_ALLOWED', {}, { method: 'DELETE' }),
  raw('TRACE', '405 METHOD_NOT_ALLOWED', () => `${line('TRACE', '/graphql')}${ended}\r\n`),
  raw('CONNECT', 'closed', () => `${line('CONNECT', 'x:443')}\r\n`),
  request('an answer that cannot be given', '406 NOT_ACCEPTABLE', { accept: 'image/png' }),
  request('a thousand wishes', '406 NOT_ACCEPTABLE', { accept: 'text/html;q=0.1,'.repeat(900) }),
  raw(
    'many headers',
    '431 HEADERS_TOO_LARGE',
    () => `${line('GET', '/graphql')}${Array.from({ length: 3_000 }, (_, n) => `a${n}: 1\r\n`).join('')}\r\n`,
  ),
  raw('one long header', '431 HEADERS_TOO_LARGE', () => `${line('GET', '/graphql')}x: ${'x'.repeat(100_000)}\r\n\r\n`),
  raw('a long path', '431 HEADERS_TOO_LARGE', () => `${line('GET', `/${'x'.repeat(100_000)}`)}\r\n`),
  raw(
    'a header within a header',
    '400 BAD_REQUEST',
    () => `${line('GET', '/graphql')}x-correlation-id: a\rset-cookie: b\r\n\r\n`,
  ),
  raw('a NUL in a header', '400 BAD_REQUEST', () => `${line('GET', '/graphql')}x: a\0b\r\n\r\n`),
  raw('no host', '400', () => `GET /graphql HTTP/1.1\r\n\r\n`),
  raw('two hosts', '400 BAD_REQUEST', () => `${line('GET', '/health/live')}host: y\r\n${ended}\r\n`),
  raw(
    'a length and chunks',
    '400 BAD_REQUEST',
    () => `${line('POST', '/graphql')}${json(5)}transfer-encoding: chunked\r\n\r\n0\r\n\r\nGET /admin HTTP/1.1\r\n\r\n`,
  ),
  raw('two lengths', '400 BAD_REQUEST', () => `${line('POST', '/graphql')}${json(5)}content-length: 6\r\n\r\n{}`),
  raw('a length that is none', '400 BAD_REQUEST', () => `${line('POST', '/graphql')}content-length: -1\r\n\r\n`),
  raw(
    'a chunk of no length',
    '400 BAD_REQUEST',
    () => `${line('POST', '/graphql')}transfer-encoding: chunked\r\n\r\nzz\r\n`,
  ),
  raw(
    'a chunk without end',
    '400 BAD_REQUEST',
    () =>
      `${line('POST', '/graphql')}content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n`,
  ),
  raw(
    'chunks with much beside them',
    '413 PAYLOAD_TOO_LARGE',
    () =>
      `${line('POST', '/graphql')}content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n1;${'x'.repeat(20_000)}\r\n{\r\n`,
  ),
  raw('a thousand documents at once', 'closed', (_, salt) => documents(salt, 1_000)),
  raw('another protocol', '400 BAD_REQUEST', () => 'SSH-2.0-OpenSSH_9.9\r\n'),
  raw('HTTP/2 without asking', '400 BAD_REQUEST', () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  raw(
    'a path out of the folder',
    '404 NOT_FOUND',
    () => `${line('GET', '/graphiql/../../../../etc/passwd')}${ended}\r\n`,
  ),
  raw(
    'a path out of the folder, encoded',
    '404 NOT_FOUND',
    () => `${line('GET', '/graphiql/..%2f..%2f..%2fetc%2fpasswd')}${ended}\r\n`,
  ),
  raw('a path that is no URL', '404 NOT_FOUND', () => `${line('GET', '//[')}${ended}\r\n`),
  raw(
    'a WebSocket elsewhere',
    '404',
    () => `${line('GET', '/elsewhere')}connection: upgrade\r\nupgrade: websocket\r\n\r\n`,
  ),
  raw(
    'a WebSocket without a key',
    '400',
    () => `${line('GET', '/graphql')}connection: upgrade\r\nupgrade: websocket\r\n\r\n`,
  ),
  raw(
    'a WebSocket of another protocol',
    '101',
    () =>
      `${line('GET', '/graphql')}connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-protocol: mqtt\r\n\r\n`,
    (text) => text.includes('Subprotocol'),
  ),
];
