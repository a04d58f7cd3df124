import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';

/** What goes out by one socket. */
export type Outgoing = {
  /** Sends a message, or nothing when the socket is closing. While the client is slow, nothing more is read from it. */
  send(text: string): void;
  /** Resolves when the client has taken what was sent, or is gone; undefined when there is room now. */
  room(): Promise<void> | undefined;
};

/**
 * Holds what is sent by a socket to what its client takes: beyond the bound of Node's own buffer (64 KiB) whoever gives
 * results waits, so that a queue which is bounded fills instead, and the client is not heard, so that what it asks for
 * cannot pile up as answers.
 */
export function createOutgoing(socket: WebSocket, wire: Duplex): Outgoing {
  let room: Promise<void> | undefined;
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => resolve());
  });
  const hold = async () => {
    socket.pause();
    await Promise.race([once(wire, 'drain').catch(() => closed), closed]);
    room = undefined;
    if (socket.readyState !== WebSocket.CLOSED) socket.resume();
  };
  return {
    send(text) {
      if (socket.readyState !== WebSocket.OPEN) return;
      socket.send(text);
      if (wire.writableNeedDrain) room ??= hold();
    },
    // What is taken for a client that is going is lost to it.
    room: () => (socket.readyState === WebSocket.OPEN ? room : closed),
  };
}
