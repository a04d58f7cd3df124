import type { IncomingHttpHeaders } from 'node:http';

/** The head of a request that means one thing to everybody who reads it. */
export type PlainHead = {
  readonly headers: IncomingHttpHeaders;
  /** Bytes of the body. */
  readonly length: number;
};

const requestLine = 'POST /graphql HTTP/1.1\r\n';
const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const printable = /^[ -~]*$/;
const digits = /^\d{1,9}$/;

/** What changes how the body is read, or what is done with the connection, or what is answered besides. */
const elsewhere = [
  'content-encoding',
  'expect',
  'origin',
  'set-cookie',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'x-graphql-event-stream-token',
];

/**
 * Reads the head of a request (RFC 9112, 2 to 6), up to and without the empty line that ends it. Undefined unless it is a
 * POST to /graphql on a connection that stays, of which each header is there once, in printable ASCII, and the body's
 * length is told. Whatever else there is in HTTP is for a reader that knows all of it.
 */
export function readPlainHead(text: string): PlainHead | undefined {
  if (!text.startsWith(requestLine)) return undefined;
  const headers: Record<string, string> = Object.create(null);
  for (const line of text.slice(requestLine.length).split('\r\n')) if (!readLine(line, headers)) return undefined;
  const { connection, host = '', 'content-length': length = '' } = headers;
  if (connection !== undefined && connection.toLowerCase() !== 'keep-alive') return undefined;
  if (host === '' || host.includes(',') || !digits.test(length)) return undefined;
  return elsewhere.some((name) => name in headers) ? undefined : { headers, length: Number(length) };
}

function readLine(line: string, headers: Record<string, string>): boolean {
  const colon = line.indexOf(':');
  const name = line.slice(0, Math.max(colon, 0)).toLowerCase();
  const value = line.slice(colon + 1);
  if (!token.test(name) || name in headers || !printable.test(value)) return false;
  headers[name] = value.trim();
  return true;
}
