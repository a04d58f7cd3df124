import type { IncomingMessage, ServerResponse } from 'node:http';
import { Refusal } from '@fiscal/kit';
import { inflate } from './inflate.ts';

export type BodyLimits = {
  /** Of a body, after it is inflated. */
  readonly maxBytes: number;
  /** From the first look at the body to its end. */
  readonly timeoutMs: number;
};

/**
 * Reads a request's body whole, and inflates it when it says that it is compressed. What is beyond the limit stays unread.
 * Errors: Refusal `PAYLOAD_TOO_LARGE`, `REQUEST_TIMEOUT`, `UNSUPPORTED_MEDIA_TYPE` (an unknown coding), `BAD_REQUEST`.
 */
export async function readBody(
  request: IncomingMessage,
  response: ServerResponse,
  limits: BodyLimits,
): Promise<Buffer> {
  const { headers } = request;
  const announced = headers['content-length'] === undefined ? undefined : Number(headers['content-length']);
  if (announced !== undefined && announced > limits.maxBytes) throw tooLarge(limits.maxBytes);
  if (headers.expect !== undefined) response.writeContinue();
  // What came in one packet with its headers is there as soon as the event that told of them is over.
  if (request.readableLength !== announced) await undefined;
  const body = request.readableLength === announced ? readAll(request) : await collect(request, limits);
  const coding = headers['content-encoding'];
  return coding === undefined || coding === 'identity' ? body : inflate(body, coding, limits.maxBytes);
}

const nothing = Buffer.alloc(0);

/** Takes a body that is all there, without waiting for events to tell. */
function readAll(request: IncomingMessage): Buffer {
  // Without an encoding that was set it gives buffers, and null when there is nothing.
  return (request.read() as Buffer | null) ?? nothing;
}

function collect(request: IncomingMessage, limits: BodyLimits): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const timer = setTimeout(() => settle(() => reject(tooSlow())), limits.timeoutMs);
    const settle = (outcome: () => void) => {
      clearTimeout(timer);
      request.off('data', onData).off('end', onEnd).off('close', onClose);
      outcome();
    };
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size > limits.maxBytes) {
        request.pause();
        settle(() => reject(tooLarge(limits.maxBytes)));
      }
    };
    const onEnd = () =>
      settle(() => resolve(chunks.length === 1 ? (chunks[0] ?? nothing) : Buffer.concat(chunks, size)));
    const onClose = () => settle(() => reject(new Refusal('invalid', 'BAD_REQUEST', 'the body broke off')));
    request.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onClose);
  });
}

function tooLarge(maxBytes: number): Refusal {
  return new Refusal('limited', 'PAYLOAD_TOO_LARGE', `the body is larger than ${maxBytes} bytes`);
}

function tooSlow(): Refusal {
  return new Refusal('invalid', 'REQUEST_TIMEOUT', 'the body did not come in time');
}

const drainBytes = 64 * 1024 * 1024;

/**
 * Throws away what is still to come of a body after the answer was given early. Closing the connection at once would
 * make the client's system discard the answer before the client has read it; reading on for ever would be a gift.
 */
export function drain(request: IncomingMessage): void {
  if (request.complete || request.destroyed) return;
  let dropped = 0;
  request.on('data', (chunk: Buffer) => {
    dropped += chunk.length;
    if (dropped > drainBytes) request.destroy();
  });
  request.on('error', () => undefined);
  request.resume();
}
