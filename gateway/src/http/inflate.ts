import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate as inflateZlib, type ZlibOptions } from 'node:zlib';
import { Refusal } from '@fiscal/kit';

type Inflate = (body: Buffer, options: ZlibOptions) => Promise<Buffer>;

// Each works in a thread of its own, piece by piece, and stops at the piece that is too much.
const codings: Readonly<Record<string, Inflate>> = {
  __proto__: null as never,
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflateZlib),
  br: promisify(brotliDecompress),
};

/** JSON with documents in it shrinks to a tenth, seldom to a thirtieth; what is made to burst, to a thousandth. */
const maxRatio = 30;
/** Below it the ratio says nothing: a list of blanks is no attack. */
const freeBytes = 1024 * 1024;

/**
 * Inflates a body. `maxBytes` bounds what comes out, and so does thirty times what went in.
 * Errors: Refusal `UNSUPPORTED_MEDIA_TYPE`, `PAYLOAD_TOO_LARGE`, `BAD_REQUEST`.
 */
export async function inflate(body: Buffer, coding: string, maxBytes: number): Promise<Buffer> {
  const inflateBy = codings[coding.toLowerCase()];
  if (!inflateBy)
    throw new Refusal('invalid', 'UNSUPPORTED_MEDIA_TYPE', 'send the body as it is, or by gzip, br or deflate');
  const most = Math.min(maxBytes, Math.max(freeBytes, body.length * maxRatio));
  try {
    return await inflateBy(body, { maxOutputLength: most, chunkSize: chunkSizeFor(body.length) });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      throw new Refusal('limited', 'PAYLOAD_TOO_LARGE', `the body inflates to more than ${most} bytes`, { cause });
    }
    throw new Refusal('invalid', 'BAD_REQUEST', 'the body is not what its content-encoding says', { cause });
  }
}

/** Pieces of the usual 16 KB cost a large body twice the time, and larger ones cost a small body memory. */
function chunkSizeFor(length: number): number {
  return Math.min(Math.max(length * 4, 4 * 1024), 256 * 1024);
}
