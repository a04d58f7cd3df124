import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { type HttpHandler, Refusal, readBody, sendJson } from '@fiscal/kit';
import { type Authenticate, keyOf } from '../access/authenticate.ts';
import type { RecordUsage } from '../use-cases/record-usage.ts';

const maxPackedBytes = 5 * 1024 * 1024;
const maxUnpackedBytes = 50 * 1024 * 1024;
const unpack = promisify(gunzip);

/**
 * `POST /api/ingress/traces`: usage reports as `@apollo/server` and the Router send them, protobuf that is packed by
 * gzip or not. Reporters are told to send statistics instead of traces, which say the same here in less.
 * Errors: `UNAUTHENTICATED`, `PAYLOAD_TOO_LARGE`, `REPORT_UNREADABLE`, those of `RecordUsage`.
 */
export function createUsageDoor(authenticate: Authenticate, recordUsage: RecordUsage): HttpHandler {
  return async (request, response) => {
    const caller = await authenticate(keyOf(request.headers));
    if (!caller) throw new Refusal('unauthenticated', 'UNAUTHENTICATED', 'a key of this registry is needed');
    const body = await readBody(request, maxPackedBytes);
    await recordUsage(caller, isPacked(body) ? await unpacked(body) : body);
    sendJson(response, 200, { tracesIgnored: true });
  };
}

/** Not by the header: reporters differ in what they say. */
function isPacked(body: Buffer): boolean {
  return body[0] === 0x1f && body[1] === 0x8b;
}

async function unpacked(body: Buffer): Promise<Buffer> {
  try {
    return await unpack(body, { maxOutputLength: maxUnpackedBytes });
  } catch (cause) {
    throw new Refusal('invalid', 'REPORT_UNREADABLE', 'the body cannot be unpacked', { cause });
  }
}
