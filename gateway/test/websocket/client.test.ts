import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { eventually } from '../../../test/eventually.ts';
import { endOfToken } from '../scripted-door.ts';
import { askByWebSocket } from '../watch.ts';
import { describeSockets } from './sockets.ts';

describeSockets((sockets) => {
  describe('with its official client', () => {
    const heard: [string, unknown][] = [];
    let client: Client;
    let socket: WebSocket | undefined;
    beforeAll(() => {
      client = createClient({
        url: sockets().door.socketUrl,
        webSocketImpl: WebSocket,
        retryAttempts: 0,
        lazyCloseTimeout: 5_000,
        connectionParams: { authorization: 'Bearer user-a' },
        on: {
          opened: (opened) => {
            socket = opened as WebSocket;
          },
          connected: (_, payload) => heard.push(['connected', payload]),
          ping: (received, payload) => received && heard.push(['ping', payload]),
          pong: (received, payload) => received && heard.push(['pong', payload]),
        },
      });
    });
    afterAll(() => client.dispose());

    it('answers queries and mutations', async () => {
      expect(await askByWebSocket(client, 'mutation { a }')).toEqual({ data: { asked: 'mutation { a }' } });
      expect(heard).toContainEqual(['connected', { expiresAt: endOfToken }]);
    });

    it('streams, hears of cursors and of the end of the token, and renews it', async () => {
      const before = sockets().door.streams.length;
      const results = client.iterate({ query: 'subscription { a }' });
      const first = results.next();
      const scripted = await eventually(() => sockets().door.streams[before] ?? Promise.reject(new Error('none')));
      scripted.next({ a: 1 }, 'cursor-1');
      expect((await first).value).toEqual({ data: { a: 1 }, extensions: { cursor: 'cursor-1' } });
      scripted.give({ kind: 'expiring', expiresAt: endOfToken });
      await eventually(() => expect(heard).toContainEqual(['ping', { expiring: { expiresAt: endOfToken } }]));
      socket?.send(JSON.stringify({ type: 'ping', payload: { authorization: 'Bearer user-a~9' } }));
      await eventually(() => expect(heard).toContainEqual(['pong', { expiresAt: endOfToken + 9 }]));
      scripted.advance('cursor-2');
      await eventually(() => expect(JSON.stringify(heard)).toContain('cursor-2'));
      scripted.end();
      expect(await results.next()).toMatchObject({ done: true });
    });
  });
});
