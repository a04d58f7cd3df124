import type { IncomingMessage, ServerResponse } from 'node:http';
import { Refusal } from '@fiscal/kit';

export type BodyLimits = {
  readonly maxBytes: number;
  /** From the first look at the body to its end. */
  readonly timeoutMs: number;
};

/**
 * Reads a request's body whole. What is beyond the limit stays unread.
 * Errors: Refusal `PAYLOAD_TOO_LARGE`, `REQUEST_TIMEOUT`, `UNSUPPORTED_MEDIA_TYPE` (a compressed body), `BAD_REQUEST`.
 */
export function readBody(request: IncomingMessage, response: ServerResponse, limits: BodyLimits): Promise<Buffer> {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') {
    throw new Refusal('invalid', 'UNSUPPORTED_MEDIA_TYPE', 'send the body without a content encoding');
  }
  if (Number(request.headers['content-length'] ?? 0) > limits.maxBytes) throw tooLarge(limits);
  if (request.headers.expect) response.writeContinue();
  return collect(request, limits);
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
        settle(() => reject(tooLarge(limits)));
      }
    };
    const onEnd = () => settle(() => resolve(Buffer.concat(chunks, size)));
    const onClose = () => settle(() => reject(new Refusal('invalid', 'BAD_REQUEST', 'the body broke off')));
    request.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onClose);
  });
}

function tooLarge({ maxBytes }: BodyLimits): Refusal {
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
