import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** What a connection tells. Every socket is closed in the end, and nothing is told after that. */
export type SocketListener = {
  connected(): void;
  /** Bytes that are overwritten once it returns. False: no more of them for now, until `resume`. */
  received(bytes: Buffer): boolean;
  ended(): void;
  closed(error: Error | undefined): void;
};

/** Opens a socket, within a time. */
export type Connect = (listener: SocketListener) => Socket;

/**
 * What sockets read is put in one place for all of them, and used before the next one reads: nothing is allocated for
 * an answer that comes in one piece.
 */
const shared = Buffer.allocUnsafeSlow(64 * 1024);

/** Makes the opener of connections to an origin, by TLS for https. */
export function createConnect({ protocol, hostname, port }: URL, timeoutMs: number): Connect {
  const host = hostname.replace(/^\[|\]$/g, '');
  const isTls = protocol === 'https:';
  const to = { host, port: Number(port || (isTls ? 443 : 80)) };
  return (listener) => {
    const onread = { buffer: shared, callback: (size: number) => listener.received(shared.subarray(0, size)) };
    const socket = isTls
      ? connectTls({ ...to, servername: isIP(host) ? '' : host, ALPNProtocols: ['http/1.1'] })
      : connectTcp({ ...to, onread });
    if (isTls) socket.on('data', (bytes) => void (listener.received(bytes) || socket.pause()));
    const timer = setTimeout(() => socket.destroy(timedOut()), timeoutMs);
    let failure: Error | undefined;
    socket.setNoDelay(true);
    socket.once(isTls ? 'secureConnect' : 'connect', () => {
      clearTimeout(timer);
      listener.connected();
    });
    socket.once('end', () => listener.ended());
    socket.on('error', (error) => {
      failure ??= error;
    });
    socket.once('close', () => {
      clearTimeout(timer);
      listener.closed(failure);
    });
    return socket;
  };
}

function timedOut(): Error {
  return Object.assign(new Error('the connection was not made in time'), { code: 'ETIMEDOUT' });
}
