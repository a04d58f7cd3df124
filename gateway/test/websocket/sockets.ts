import { afterAll, beforeAll, describe } from '@jest/globals';
import { eventually } from '../../../test/eventually.ts';
import { openSocket, type RawSocket } from '../raw-socket.ts';
import { openScriptedDoor, type ScriptedDoor } from '../scripted-door.ts';
import type { ScriptedStream } from '../scripted-stream.ts';

/** A door, and sockets to it that are closed with it. */
export type Sockets = {
  readonly door: ScriptedDoor;
  open(protocol?: string | string[]): Promise<RawSocket>;
  /** Opens a socket that is let in. */
  opened(payload?: unknown): Promise<RawSocket>;
  /** Subscribes, and gives the stream that this opens. */
  follow(socket: RawSocket, id?: string, query?: string): Promise<ScriptedStream>;
  stop(): Promise<void>;
};

export const signedIn = { authorization: 'Bearer user-a' };

export function subscribe(id: string, query = 'subscription { a }') {
  return { type: 'subscribe', id, payload: { query } };
}

/** `initTimeoutMs` is long for whoever does not wait for it: a busy machine may take its time. */
export async function openSockets(initTimeoutMs = 30_000): Promise<Sockets> {
  const door = await openScriptedDoor({ streams: { heartbeatMs: 1_000, initTimeoutMs, maxOperations: 3 } });
  const sockets: RawSocket[] = [];
  const open = async (protocol?: string | string[]) => {
    const socket = await openSocket(door.socketUrl, protocol);
    sockets.push(socket);
    return socket;
  };
  return {
    door,
    open,
    async opened(payload) {
      const socket = await open();
      await socket.begin(payload);
      return socket;
    },
    follow(socket, id = '1', query) {
      const before = door.streams.length;
      socket.say(subscribe(id, query));
      return eventually(() => {
        const scripted = door.streams[before];
        if (!scripted) throw new Error('no stream is open');
        return scripted;
      });
    },
    async stop() {
      for (const { socket } of sockets) socket.terminate();
      await door.stop();
    },
  };
}

/** Describes cases of the protocol over one door. */
export function describeSockets(suite: (sockets: () => Sockets) => void): void {
  describe('graphql-transport-ws', () => {
    let sockets: Sockets;
    beforeAll(async () => {
      sockets = await openSockets();
    });
    afterAll(() => sockets.stop());
    suite(() => sockets);
  });
}
