import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { connectRaw } from '../raw-client.ts';
import { type Attack, bytes, outcomeOfExchange, post } from './attack.ts';

type Compress = (bytes: Buffer) => Buffer;

function body(
  name: string,
  expected: string,
  make: (salt: string) => string | Buffer,
  headers: Record<string, string> = {},
): Attack {
  const toSend = (made: string | Buffer) => (typeof made === 'string' ? made : new Uint8Array(made));
  return { name, expected, send: (target, salt) => post(target, toSend(make(salt)), { headers }) };
}

const bomb = (coding: string, compress: Compress): Attack => {
  const packed = compress(Buffer.alloc(100_000_000, 32));
  return body(`${coding} bomb`, '413 PAYLOAD_TOO_LARGE', () => packed, { 'content-encoding': coding });
};

const me = (rest = '') => `{"query":"{ me { id } }"${rest}}`;
const inside = (variables: string) =>
  `{"query":"query ($id: ID!) { invoice(id: $id) { id } }","variables":{"id":${variables}}}`;
const ofFilter = (filter: string) =>
  `{"query":"query ($f: InvoiceFilter) { invoices(filter: $f) { nodes { id } } }","variables":{"f":${filter}}}`;
const keys = (count: number) => Array.from({ length: count }, (_, n) => `"k${n}":1`).join(',');
const list = (count: number, item: string) => `[${Array.from({ length: count }, () => item).join(',')}]`;

const announced = 'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n';

/** Bodies that are too large, too deep, or not what they say they are. */
export const bodies: readonly Attack[] = [
  body('giant body', '413 PAYLOAD_TOO_LARGE', () => Buffer.alloc(20_000_000, 32)),
  bomb('gzip', gzipSync),
  bomb('deflate', deflateSync),
  bomb('br', brotliCompressSync),
  body('gzip within gzip', '415 UNSUPPORTED_MEDIA_TYPE', () => gzipSync(gzipSync(me())), {
    'content-encoding': 'gzip, gzip',
  }),
  body('gzip cut short', '400 BAD_REQUEST', () => gzipSync(me()).subarray(0, 15), { 'content-encoding': 'gzip' }),
  body('fifteen million brackets', '400 INVALID_INPUT', () => '['.repeat(15_000_000)),
  body('a million keys', '413 PAYLOAD_TOO_LARGE', () => me(`,"variables":{${keys(1_000_000)}}`)),
  body('objects within objects', '400 INVALID_INPUT', () =>
    inside(`${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}`),
  ),
  body('lists within lists in variables', '400 INVALID_INPUT', () =>
    inside(`${'['.repeat(200_000)}${']'.repeat(200_000)}`),
  ),
  body('unused variables within variables', '400 INVALID_INPUT', () =>
    me(`,"variables":{"x":${'['.repeat(100_000)}${']'.repeat(100_000)}}`),
  ),
  body('a list of a million', '413 PAYLOAD_TOO_LARGE', () => inside(list(1_000_000, '1'))),
  body('a list of forty thousand', '400 LIST_TOO_LONG', () => inside(list(40_000, '1'))),
  body('a hundred thousand enum values', '413 PAYLOAD_TOO_LARGE', () =>
    ofFilter(`{"status":${list(100_000, '"NOPE"')}}`),
  ),
  body('an object of a hundred thousand unknown fields', '413 PAYLOAD_TOO_LARGE', () => ofFilter(`{${keys(100_000)}}`)),
  body('an object of a thousand unknown fields', '400 INVALID_INPUT', () => ofFilter(`{${keys(1_100)}}`)),
  body('an object of forty thousand unknown fields', '413 PAYLOAD_TOO_LARGE', () => ofFilter(`{${keys(40_000)}}`)),
  body(
    '__proto__ as a variable',
    '400 INVALID_INPUT',
    () => `{"query":"query ($__proto__: ID!) { invoice(id: $__proto__) { id } }","variables":{"__proto__":{"id":"x"}}}`,
  ),
  body('__proto__ in the body', '400 BAD_REQUEST', () => '{"__proto__":{"query":"{ me { id } }"}}'),
  body('constructor in a variable', '400 INVALID_INPUT', () =>
    inside('{"constructor":{"prototype":{"polluted":true}}}'),
  ),
  body(
    'a number beyond all',
    '400 INVALID_INPUT',
    () => '{"query":"query ($n: Int!) { invoices(first: $n) { nodes { id } } }","variables":{"n":1e999}}',
  ),
  body(
    'a number of a million digits',
    '400 INVALID_INPUT',
    () =>
      `{"query":"query ($n: Int!) { invoices(first: $n) { nodes { id } } }","variables":{"n":${'9'.repeat(1_000_000)}}}`,
  ),
  body('a name given twice', '400 GRAPHQL_VALIDATION_FAILED', () => '{"query":"{ me { id } }","query":"{ nope }"}'),
  body('text that is not UTF-8', '400 BAD_REQUEST', () => Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])),
  body('UTF-16', '400 BAD_REQUEST', () => Buffer.from(`\ufeff${me()}`, 'utf16le')),
  body('a NUL', '400 BAD_REQUEST', () => `${me()}\0`),
  body('two values', '400 BAD_REQUEST', () => `${me()}${me()}`),
  body('a list of requests', '400 BATCHING_OFF', () => list(1_000, me())),
  body('nothing', '400 BAD_REQUEST', () => ''),
  body('a query that is none', '400 BAD_REQUEST', () => '{"query":{"$ne":null}}'),
  {
    name: 'slow body',
    expected: '408 REQUEST_TIMEOUT',
    send: (target) => bytes(target, `${announced}{"qu`, (text) => text.includes('}]}')),
  },
  {
    name: 'body broken off',
    expected: 'closed',
    async send({ port }) {
      const { socket, wait } = await connectRaw(port);
      await new Promise((resolve) => socket.write(`${announced}{"qu`, resolve));
      socket.resetAndDestroy();
      return outcomeOfExchange(await wait());
    },
  },
];
