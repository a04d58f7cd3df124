import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { Client } from '../handlers/handler.ts';
import type { Dispatch } from './dispatch.ts';
import { createFrames } from './frames.ts';

export type ConnectionLimits = {
  readonly requestBytes: number;
  readonly queuedRequests: number;
  readonly connectionIdleMs: number;
};

export type Connection = {
  /** Takes no more requests; resolves when those it has are answered. */
  readonly finish: () => Promise<void>;
};

/**
 * Serves one connection: requests are answered one after the other in the order they came, as the protocol demands.
 * What cannot be understood ends this connection alone.
 */
export function serveConnection(
  socket: Socket,
  dispatch: Dispatch,
  broker: Client['broker'],
  limits: ConnectionLimits,
  log: (line: string) => void,
): Connection {
  const closed = new AbortController();
  const client = { host: socket.remoteAddress ?? '', broker, closed: closed.signal };
  const frames = createFrames(limits.requestBytes);
  const queue: Buffer[] = [];
  let busy: Promise<void> | undefined;

  function fail(error: unknown): void {
    if (!socket.destroyed) log(`connection of ${client.host} closed: ${String(error)}`);
    socket.destroy();
  }
  async function drain(): Promise<void> {
    for (let request = queue.shift(); request && !socket.destroyed; request = queue.shift()) {
      if (queue.length < limits.queuedRequests) socket.resume();
      const response = await dispatch(request, client);
      if (response) await send(socket, response, closed.signal);
    }
  }
  function work(): void {
    busy ??= drain()
      .catch(fail)
      .finally(() => {
        busy = undefined;
        if (queue.length > 0 && !socket.destroyed) work();
      });
  }
  socket.setNoDelay(true);
  socket.setTimeout(limits.connectionIdleMs);
  socket.on('timeout', () => {
    if (busy) socket.setTimeout(limits.connectionIdleMs);
    else socket.destroy();
  });
  socket.on('data', (chunk) => {
    try {
      queue.push(...frames.push(chunk));
    } catch (error) {
      return fail(error);
    }
    if (queue.length >= limits.queuedRequests) socket.pause();
    if (queue.length > 0) work();
  });
  // A reset is how many clients leave; 'close' follows and tells all there is to know.
  socket.on('error', () => undefined);
  socket.on('close', () => closed.abort());
  return {
    async finish() {
      socket.pause();
      while (busy) await busy;
      socket.end();
    },
  };
}

/** Writes all parts at once and waits while the other side is slow to read. */
async function send(socket: Socket, parts: readonly Buffer[], closed: AbortSignal): Promise<void> {
  socket.cork();
  for (const part of parts) socket.write(part);
  socket.uncork();
  if (!socket.writableNeedDrain || closed.aborted) return;
  await once(socket, 'drain', { signal: closed }).catch((error: unknown) => {
    if (!closed.aborted) throw error;
  });
}
