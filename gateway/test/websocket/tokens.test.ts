import { describe, expect, it } from '@jest/globals';
import { endOfToken } from '../scripted-door.ts';
import { describeSockets, signedIn } from './sockets.ts';

describeSockets((sockets) => {
  describe('tokens', () => {
    it('are told when they end, and warned of once for all streams', async () => {
      const socket = await sockets().opened(signedIn);
      expect(socket.heard[0]).toEqual({ type: 'connection_ack', payload: { expiresAt: endOfToken } });
      for (const id of ['1', '2'])
        (await sockets().follow(socket, id)).give({ kind: 'expiring', expiresAt: endOfToken });
      await socket.wait('ping');
      socket.say({ type: 'ping', payload: { any: 1 } });
      expect(await socket.wait('pong')).toEqual([{ type: 'pong', payload: { any: 1 } }]);
      expect(socket.heard.filter(({ type }) => type === 'ping')).toEqual([
        { type: 'ping', payload: { expiring: { expiresAt: endOfToken } } },
      ]);
    });

    it('are renewed by a ping, for streams that are open and operations to come', async () => {
      const socket = await sockets().opened(signedIn);
      const scripted = await sockets().follow(socket);
      socket.say({ type: 'ping', payload: { Authorization: 'Bearer user-a~60' } });
      expect(await socket.wait('pong')).toEqual([{ type: 'pong', payload: { expiresAt: endOfToken + 60 } }]);
      expect(scripted.refreshedBy().map(({ expiresAt }) => expiresAt)).toEqual([endOfToken + 60]);
      await sockets().follow(socket, '2');
      expect(sockets().door.asked.at(-1)?.authorization).toBe('Bearer user-a~60');
    });

    it('that cannot be checked leave the old one', async () => {
      const socket = await sockets().opened(signedIn);
      socket.say({ type: 'ping', payload: { authorization: 'Bearer unknown' } });
      expect(await socket.wait('pong')).toEqual([{ type: 'pong', payload: { error: { code: 'AUTH_UNAVAILABLE' } } }]);
    });

    it.each([
      ['another user', signedIn, 'Bearer user-b'],
      ['a token that is not good', signedIn, 'bad'],
      ['a user where nobody was', undefined, 'Bearer user-a'],
    ])('of %s close the connection with 4403', async (_, payload, authorization) => {
      const socket = await sockets().opened(payload);
      socket.say({ type: 'ping', payload: { authorization } });
      expect(await socket.closed()).toEqual([4403, 'Forbidden']);
    });
  });
});
