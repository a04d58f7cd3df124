import { once } from 'node:events';
import { WebSocket } from 'ws';
import { eventually } from '../../test/eventually.ts';

export type Said = { readonly type: string; readonly id?: string; readonly payload?: unknown };

/** A WebSocket that is spoken on message by message, as no client of the protocol would. */
export type RawSocket = {
  readonly socket: WebSocket;
  readonly heard: readonly Said[];
  say(message: unknown): void;
  /** Says who it is, and waits to be let in. */
  begin(payload?: unknown): Promise<void>;
  /** Waits for messages of a type, so many in all. */
  wait(type: string, count?: number): Promise<readonly Said[]>;
  /** Waits for the end, and gives its code and reason. */
  closed(): Promise<readonly [code: number, reason: string]>;
};

export async function openSocket(
  url: string,
  protocol: string | string[] = 'graphql-transport-ws',
): Promise<RawSocket> {
  const socket = new WebSocket(url, protocol);
  const heard: Said[] = [];
  socket.on('message', (bytes) => heard.push(JSON.parse(String(bytes))));
  const end = once(socket, 'close', { signal: AbortSignal.timeout(30_000) });
  end.catch(() => undefined);
  await once(socket, 'open');
  const say = (message: unknown) => socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  const wait = (type: string, count = 1) =>
    eventually(() => {
      const some = heard.filter((each) => each.type === type);
      if (some.length < count) throw new Error(`${some.length} of ${count} ${type}: ${JSON.stringify(heard)}`);
      return some;
    });
  return {
    socket,
    heard,
    say,
    wait,
    async begin(payload) {
      say({ type: 'connection_init', payload });
      await wait('connection_ack');
    },
    async closed() {
      const [code, reason] = (await end) as [number, Buffer];
      return [code, String(reason)];
    },
  };
}
