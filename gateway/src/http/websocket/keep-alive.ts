import type { Socket } from 'node:net';
import { WebSocket } from 'ws';

export type KeepAlive = {
  /** Between pings. */
  readonly heartbeatMs: number;
  /** A client that takes nothing of what waits for it, or is not heard, for so long is gone. */
  readonly patienceMs: number;
};

/** Pings a client while its socket is open, does `beat` beside each ping, and cuts it off when it is gone. */
export function keepAlive(
  socket: WebSocket,
  wire: Pick<Socket, 'bytesRead' | 'bytesWritten' | 'writableLength'>,
  { heartbeatMs, patienceMs }: KeepAlive,
  beat: () => void,
  now: () => number,
): void {
  let read = -1;
  let written = -1;
  let heardAt = now();
  let tookAt = heardAt;
  const look = () => {
    const taken = wire.bytesWritten - wire.writableLength;
    const isWaiting = socket.bufferedAmount > 0;
    if (taken !== written || !isWaiting) tookAt = now();
    // Whoever is busy taking answers the ping behind them.
    if (wire.bytesRead !== read || isWaiting) heardAt = now();
    read = wire.bytesRead;
    written = taken;
    if (now() - Math.min(tookAt, heardAt) >= patienceMs) return socket.terminate();
    if (isWaiting || socket.readyState !== WebSocket.OPEN) return;
    socket.ping();
    beat();
  };
  const timer = setInterval(look, heartbeatMs);
  timer.unref();
  socket.once('close', () => clearInterval(timer));
}
