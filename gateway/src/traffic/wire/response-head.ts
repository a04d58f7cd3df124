/** Something came that is no HTTP/1.1 response, or not one that is read in one way only. */
export class MalformedResponse extends Error {
  readonly code = 'MALFORMED_RESPONSE';
}

/** What the head of a response says (RFC 9112 §4, §6). */
export type ResponseHead = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** How the end of the body is told. `length` counts with `length` only. */
  readonly framing: 'none' | 'length' | 'chunked' | 'close';
  readonly length: number;
  /** Whether the server lets the connection be used again. */
  readonly keepAlive: boolean;
  /** For how long, in milliseconds, when it says so. */
  readonly keepAliveMs: number | undefined;
};

/** Of all headers these are read; most have another length than any of them, and are passed over for that alone. */
const read = new Set([
  'connection',
  'keep-alive',
  'content-type',
  'content-length',
  'content-encoding',
  'transfer-encoding',
]);
const lengths = new Set([...read].map((name) => name.length));
const statusLine = /^HTTP\/1\.([01]) ([1-5]\d\d)(?: |$)/;
const tokenCharacters = Uint8Array.from({ length: 256 }, (_, code) =>
  /[!#$%&'*+.^_`|~0-9A-Za-z-]/.test(String.fromCharCode(code)) ? 1 : 0,
);
const digits = /^\d{1,15}$/;

/**
 * Reads a head, without the empty line that ends it. What two readers could read in two ways is refused, since the
 * bytes of one caller's answer must never become part of another's: a length told twice or beside chunks, folded lines,
 * a carriage return or line feed by itself.
 * @throws MalformedResponse
 */
export function readHead(text: string): ResponseHead {
  let end = endOfLine(text, 0);
  const [, minor, status] = statusLine.exec(text.slice(0, end)) ?? [];
  if (status === undefined) throw new MalformedResponse('no status line');
  if (text.includes('\0')) throw new MalformedResponse('a zero');
  const headers: Record<string, string> = Object.create(null);
  while (end < text.length) {
    const start = end + 2;
    end = endOfLine(text, start);
    readHeader(text, start, end, headers);
  }
  return frame(Number(status), headers, minor === '1');
}

/** Heads of late, by their text. */
const recent = new Map<string, ResponseHead>();
const maxRecent = 128;
const maxRecentLength = 1_024;

/**
 * As `readHead`, but does not read a text again that was read a moment ago: answers of one length have the same head for a
 * second, until the date in it is another one.
 * @throws MalformedResponse
 */
export function recallHead(text: string): ResponseHead {
  const known = recent.get(text);
  if (known) return known;
  const head = readHead(text);
  if (text.length <= maxRecentLength) {
    if (recent.size === maxRecent) recent.clear();
    recent.set(text, head);
  }
  return head;
}

function readHeader(text: string, start: number, end: number, headers: Record<string, string>): void {
  const colon = text.indexOf(':', start);
  if (colon <= start || colon >= end || !isToken(text, start, colon))
    throw new MalformedResponse('a header that is none');
  if (!lengths.has(colon - start)) return;
  const name = text.slice(start, colon).toLowerCase();
  if (!read.has(name)) return;
  const raw = text.slice(colon + 1, end);
  // White space behind a length is allowed, but not everybody counts on it.
  const value = name === 'content-length' ? raw.trimStart() : raw.trim();
  const before = headers[name];
  if (before !== undefined && name !== 'connection' && name !== 'keep-alive')
    throw new MalformedResponse(`${name} twice`);
  headers[name] = before === undefined ? value : `${before}, ${value}`;
}

/** Where the line ends that begins there; both of the characters that end it must be in their place. */
function endOfLine(text: string, start: number): number {
  const feed = text.indexOf('\n', start);
  const end = text.indexOf('\r', start);
  if (feed === -1 ? end !== -1 : end !== feed - 1) throw new MalformedResponse('a line that ends in a way of its own');
  return feed === -1 ? text.length : end;
}

function isToken(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (tokenCharacters[text.charCodeAt(at)] !== 1) return false;
  return true;
}

function frame(status: number, headers: Record<string, string>, isKeptByDefault: boolean): ResponseHead {
  const { connection = '', 'content-length': length, 'transfer-encoding': coding } = headers;
  if (length !== undefined && !digits.test(length)) throw new MalformedResponse('a length that is none');
  if (coding !== undefined && (length !== undefined || coding.toLowerCase() !== 'chunked')) {
    throw new MalformedResponse('a transfer coding besides chunks');
  }
  const hasBody = status >= 200 && status !== 204 && status !== 304;
  const framing = coding === undefined ? (length === undefined ? 'close' : 'length') : 'chunked';
  const options = connection === '' ? '' : connection.toLowerCase();
  const keepAlive = isKeptByDefault ? !options.includes('close') : options.includes('keep-alive');
  return {
    status,
    headers,
    framing: hasBody ? framing : 'none',
    length: hasBody && length !== undefined ? Number(length) : 0,
    keepAlive: keepAlive && (!hasBody || framing !== 'close'),
    keepAliveMs: keepAliveMs(headers['keep-alive']),
  };
}

function keepAliveMs(header: string | undefined): number | undefined {
  const seconds = header === undefined ? undefined : /timeout=(\d{1,6})/i.exec(header)?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1_000;
}
