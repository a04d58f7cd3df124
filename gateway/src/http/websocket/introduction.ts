import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import { closings } from './close.ts';

/** What may come of a client before it has said who it is: a token, cursors, and what frames take. */
const maxBytes = 16 * 1024;
/** For what was said last to be read, before what is still coming is cut off. */
const farewellMs = 1_000;

/**
 * Waits for a client to say who it is: not for long, and for no more than a small message. Gives what ends the wait,
 * which the socket's end does as well.
 */
export function awaitIntroduction(
  socket: WebSocket,
  wire: Pick<Socket, 'prependListener' | 'off'>,
  timeoutMs: number,
  waitsNoMore: () => void,
): () => void {
  let bytes = 0;
  const timer = setTimeout(() => socket.close(...closings.initTimeout), timeoutMs);
  const count = (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= maxBytes) return;
    end();
    socket.close(...closings.messageTooBig);
    // The rest would be kept until the message is whole.
    socket.pause();
    setTimeout(() => socket.terminate(), farewellMs).unref();
  };
  const end = () => {
    clearTimeout(timer);
    wire.off('data', count);
    waitsNoMore();
  };
  // Before ws, which would hand on a message that is whole.
  wire.prependListener('data', count);
  socket.once('close', end);
  return end;
}
