import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** What came back on a connection, as text; `closed` when the other side ended it. */
export type Exchange = { readonly text: string; readonly status: number; readonly closed: boolean };

export type RawClient = {
  readonly socket: Socket;
  /** What has come so far. */
  received(): string;
  /** Waits until the other side has ended the connection, or enough has come. */
  wait(isEnough?: (text: string) => boolean, withinMs?: number): Promise<Exchange>;
};

const patienceMs = 30_000;

/** Opens a connection that is spoken on byte by byte, as no HTTP client would. */
export async function connectRaw(port: number): Promise<RawClient> {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  let closed = false;
  // A connection that is reset has been answered as far as it was.
  socket.on('error', () => undefined);
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    text += chunk;
  });
  socket.once('close', () => {
    closed = true;
  });
  await once(socket, 'connect');
  const now = (): Exchange => ({ text, status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0), closed });
  return {
    socket,
    received: () => text,
    wait: (isEnough = () => false, withinMs = patienceMs) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(
          () => reject(new Error(`nothing within ${withinMs} ms but: ${text.slice(0, 500)}`)),
          withinMs,
        );
        const look = () => {
          if (!closed && !isEnough(text)) return;
          clearTimeout(timer);
          socket.off('data', look).off('close', look);
          resolve(now());
        };
        socket.on('data', look).on('close', look);
        look();
      }),
  };
}

/** Sends bytes and waits for the end of the connection, or until enough has come. */
export async function exchange(
  port: number,
  bytes: string | Uint8Array,
  isEnough?: (text: string) => boolean,
): Promise<Exchange> {
  const client = await connectRaw(port);
  client.socket.write(bytes);
  try {
    return await client.wait(isEnough);
  } finally {
    client.socket.destroy();
  }
}
