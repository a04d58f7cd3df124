import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

/** What is written of a response that goes on. */
export type Outlet = {
  /** Writes, or nothing when the client is gone. */
  write(text: string): void;
  end(text: string): void;
  /** Resolves when the client has taken what was written, or is gone; undefined when there is room now. */
  room(): Promise<void> | undefined;
  /** Whether the client has yet to take what was written before. */
  isFull(): boolean;
};

/** Holds what is written of a response to what its client takes. Who takes nothing for `patienceMs` is cut off. */
export function createOutlet(response: ServerResponse, patienceMs: number): Outlet {
  let room: Promise<void> | undefined;
  const closed = new Promise<void>((resolve) => {
    response.once('close', resolve);
  });
  const wait = async () => {
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(), patienceMs);
    const drained = once(response, 'drain', { signal: timeout.signal }).catch(() => {
      response.destroy();
      // Whoever waits for room goes on when it is known that there is none.
      return closed;
    });
    await Promise.race([drained, closed]);
    clearTimeout(timer);
    room = undefined;
  };
  return {
    write(text) {
      if (!response.destroyed && !response.writableEnded) response.write(text);
    },
    end(text) {
      if (!response.destroyed && !response.writableEnded) response.end(text);
    },
    room() {
      if (response.destroyed) return closed;
      if (!response.writableNeedDrain) return undefined;
      room ??= wait();
      return room;
    },
    isFull: () => response.writableNeedDrain,
  };
}
