import { Refusal } from '@fiscal/kit';
import { describe, expect, it } from '@jest/globals';
import { eventually } from '../../../test/eventually.ts';
import { openSocket, type RawSocket } from '../raw-socket.ts';
import { openScriptedDoor } from '../scripted-door.ts';
import { describeSockets, openSockets, signedIn, subscribe } from './sockets.ts';

describeSockets((sockets) => {
  describe('closes', () => {
    it.each<[string, number, string, (socket: RawSocket) => unknown]>([
      ['what is not JSON', 4400, 'Invalid message received', ({ say }) => say('{')],
      ['a message that is no object', 4400, 'Invalid message received', ({ say }) => say('[]')],
      ['a message of no type', 4400, 'Invalid message received', ({ say }) => say({ type: '__proto__' })],
      [
        'a message of the server',
        4400,
        'Invalid message received',
        ({ say }) => say({ type: 'next', id: '1', payload: {} }),
      ],
      ['bytes', 4400, 'Invalid message received', ({ socket }) => socket.send(Buffer.from('{"type":"ping"}'))],
      ['a payload that is a list', 4400, 'Invalid message received', ({ say }) => say({ type: 'ping', payload: [] })],
      ['an operation before the ack', 4401, 'Unauthorized', ({ say }) => say(subscribe('1'))],
      [
        'another token before the ack',
        4401,
        'Unauthorized',
        ({ say }) => say({ type: 'ping', payload: { authorization: 'Bearer user-a' } }),
      ],
      [
        'a token that is not good',
        4403,
        'Forbidden',
        ({ say }) => say({ type: 'connection_init', payload: { Authorization: 'bad' } }),
      ],
      [
        'a token that is no text',
        4403,
        'Forbidden',
        ({ say }) => say({ type: 'connection_init', payload: { authorization: { toString: 1 } } }),
      ],
      [
        'a token that cannot be checked',
        1013,
        'Try again later',
        ({ say }) => say({ type: 'connection_init', payload: { authorization: 'Bearer unknown' } }),
      ],
      [
        'a token over which the gateway itself fails',
        4500,
        'Internal server error',
        ({ say }) => say({ type: 'connection_init', payload: { authorization: 'Bearer broken' } }),
      ],
      [
        'a second introduction',
        4429,
        'Too many initialisation requests',
        ({ say }) => {
          say({ type: 'connection_init' });
          say({ type: 'connection_init' });
        },
      ],
      ['a large message before the introduction', 1009, 'Message too big', ({ say }) => say(' '.repeat(20_000))],
    ])('%s with %i', async (_, code, reason, act) => {
      const socket = await sockets().open();
      act(socket);
      expect(await socket.closed()).toEqual([code, reason]);
    });

    it('who does not say who it is with 4408', async () => {
      const impatient = await openSockets(100);
      const socket = await impatient.open();
      expect(await socket.closed()).toEqual([4408, 'Connection initialisation timeout']);
      await impatient.stop();
    });

    it.each<[string, number, string, unknown]>([
      ['no id', 4400, 'Invalid message received', { type: 'subscribe', payload: { query: '{ a }' } }],
      ['an empty id', 4400, 'Invalid message received', subscribe('')],
      ['an id without end', 4400, 'Invalid message received', subscribe('x'.repeat(256))],
      ['no query', 4400, 'Invalid message received', { type: 'subscribe', id: '1', payload: {} }],
      [
        'a query that is no text',
        4400,
        'Invalid message received',
        { type: 'subscribe', id: '1', payload: { query: 1 } },
      ],
      [
        'variables that are a list',
        4400,
        'Invalid message received',
        { type: 'subscribe', id: '1', payload: { query: '{ a }', variables: [] } },
      ],
      ['brackets without end', 1009, 'Message too big', '['.repeat(100_000)],
      ['more bytes than may be', 1009, '', ' '.repeat(1_000_001)],
    ])('an operation with %s with %i', async (_, code, reason, message) => {
      const socket = await sockets().opened();
      socket.say(message);
      expect(await socket.closed()).toEqual([code, reason]);
    });

    it.each([[['graphql-ws']], [[]]])('whoever asks for the protocol %p with 4406', async (protocols) => {
      // A client that asked for one takes a server without any for broken, and a browser does as well.
      const socket = await sockets().open(protocols.length > 0 ? [...protocols, 'graphql-transport-ws'] : protocols);
      if (protocols.length > 0) expect(socket.socket.protocol).toBe('graphql-transport-ws');
      else expect(await socket.closed()).toEqual([4406, 'Subprotocol not acceptable']);
    });

    it('a second operation by the name of one that runs with 4409', async () => {
      const socket = await sockets().opened();
      await sockets().follow(socket, 'twice');
      socket.say(subscribe('twice'));
      expect(await socket.closed()).toEqual([4409, 'Subscriber for twice already exists']);
    });

    it('when the token of a stream has ended with 4403, and tells before from where to go on', async () => {
      const socket = await sockets().opened(signedIn);
      const scripted = await sockets().follow(socket);
      scripted.advance('cursor-9');
      scripted.end(new Refusal('unauthenticated', 'UNAUTHENTICATED', 'the access token has expired'));
      expect(await socket.closed()).toEqual([4403, 'Forbidden']);
      expect(socket.heard.at(-1)).toEqual({ type: 'ping', payload: { cursors: { '1': 'cursor-9' } } });
    });

    it('with 1001 when the gateway stops, after operations have ended by themselves', async () => {
      const another = await openScriptedDoor();
      const [idle, busy] = [await openSocket(another.socketUrl), await openSocket(another.socketUrl)];
      await idle.begin();
      await busy.begin();
      busy.say(subscribe('1'));
      await eventually(() => expect(another.streams).toHaveLength(1));
      const stopped = another.stop();
      expect(await idle.closed()).toEqual([1001, 'Going away']);
      another.streams[0]?.next({ a: 'last' });
      another.streams[0]?.end();
      expect(await busy.closed()).toEqual([1001, 'Going away']);
      expect(busy.heard.map(({ type }) => type)).toEqual(['connection_ack', 'next', 'complete']);
      await stopped;
    });
  });
});
