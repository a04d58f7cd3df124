import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer, Caller } from '../../request.ts';
import { createDelivery } from './delivery.ts';
import type { Framing } from './framing.ts';
import type { OpenStreams } from './open-streams.ts';
import { createOutlet } from './outlet.ts';
import { whenGone } from './when-gone.ts';

export type StreamOptions = {
  readonly heartbeatMs: number;
  /** Who takes nothing for so long is cut off. */
  readonly patienceMs: number;
};

/**
 * Writes an answer as a stream: what opens it at once, each result as it comes, a sign of life between them, the end.
 * Resolves when the response is closed, or all of it was written.
 */
export function streamResponse(
  request: IncomingMessage,
  response: ServerResponse,
  { headers, result }: Answer,
  framing: Framing,
  caller: Caller,
  open: OpenStreams,
  options: StreamOptions,
): Promise<void> {
  const outlet = createOutlet(response, options.patienceMs);
  const delivery = createDelivery({
    room: outlet.room,
    next: ({ text, cursor, retryAfterMs }) => outlet.write(framing.next(text, cursor, retryAfterMs)),
    expiring: (expiresAt) => outlet.write(framing.expiring(expiresAt)),
    complete: () => outlet.end(framing.end),
    fail: (error) => outlet.end(framing.fail(error) + framing.end),
  });
  const id = Symbol.asyncIterator in result ? result.id : undefined;
  response.writeHead(200, { ...headers, ...framing.headers, ...describeStream(id, caller) });
  response.write(framing.opening);
  const close = id === undefined ? () => undefined : open.add(id, delivery.refresh);
  const beat = setInterval(() => {
    // To whom what was written before is too much, more would be as well.
    if (!outlet.isFull()) outlet.write(framing.heartbeat(delivery.untoldCursor()));
  }, options.heartbeatMs);
  return new Promise((resolve) => {
    whenGone(request, response, () => {
      clearInterval(beat);
      close();
      delivery.stop();
      resolve();
    });
    delivery.begin(result);
  });
}

/** Headers that name a stream, to hand in another token for it, and say until when the one there is is good. */
export function describeStream(id: string | undefined, { expiresAt }: Caller): Record<string, string> {
  return {
    ...(id === undefined ? {} : { 'x-stream-id': id }),
    ...(expiresAt === undefined ? {} : { 'x-token-expires-at': String(expiresAt) }),
  };
}
