import { Refusal } from '@fiscal/kit';
import { describe, expect, it } from '@jest/globals';
import { eventually } from '../../../test/eventually.ts';
import { describeSockets, subscribe } from './sockets.ts';

describeSockets((sockets) => {
  describe('operations', () => {
    it('give results as they are, each under its name, and complete', async () => {
      const socket = await sockets().opened();
      const one = await sockets().follow(socket, 'one "quoted"');
      const two = await sockets().follow(socket, 'two');
      one.give({ kind: 'next', text: '{ "data" : {"a":1} }' });
      two.next({ b: 2 }, 'cursor-1');
      one.end();
      await socket.wait('complete');
      await socket.wait('next', 2);
      expect(socket.heard.slice(1)).toEqual(
        expect.arrayContaining([
          { id: 'one "quoted"', type: 'next', payload: { data: { a: 1 } } },
          { id: 'two', type: 'next', payload: { data: { b: 2 }, extensions: { cursor: 'cursor-1' } } },
          { id: 'one "quoted"', type: 'complete' },
        ]),
      );
    });

    it('that are not valid end with an error and nothing after it, and their name is free again', async () => {
      const socket = await sockets().opened();
      socket.say(subscribe('1', 'invalid'));
      await socket.wait('error');
      socket.say(subscribe('1', '{ a }'));
      await socket.wait('complete');
      expect(socket.heard.slice(1).map(({ type }) => type)).toEqual(['error', 'next', 'complete']);
    });

    it('that fail on the way end with an error that says from where to go on', async () => {
      const socket = await sockets().opened();
      const scripted = await sockets().follow(socket);
      scripted.next({ a: 1 }, 'cursor-1');
      scripted.end(new Refusal('limited', 'CLIENT_TOO_SLOW', 'too slow'));
      expect(await socket.wait('error')).toEqual([
        {
          id: '1',
          type: 'error',
          payload: [{ message: 'too slow', extensions: { code: 'CLIENT_TOO_SLOW', cursor: 'cursor-1' } }],
        },
      ]);
    });

    it('that the client completes are left at once, and nothing more is said of them', async () => {
      const socket = await sockets().opened();
      const scripted = await sockets().follow(socket);
      socket.say({ type: 'complete', id: '1' });
      await eventually(() => expect(scripted.isLeft()).toBe(true));
      scripted.next({ a: 'late' });
      socket.say({ type: 'complete', id: 'never heard of' });
      socket.say({ type: 'ping' });
      await socket.wait('pong');
      expect(socket.heard.map(({ type }) => type)).toEqual(['connection_ack', 'pong']);
    });

    it('are left when the socket is gone', async () => {
      const socket = await sockets().opened();
      const scripted = await sockets().follow(socket);
      socket.socket.terminate();
      await eventually(() => expect(scripted.isLeft()).toBe(true));
    });

    it('are no more than so many at a time', async () => {
      const socket = await sockets().opened();
      for (const id of ['1', '2', '3']) await sockets().follow(socket, id);
      socket.say(subscribe('4'));
      expect(await socket.wait('error')).toMatchObject([
        { id: '4', payload: [{ extensions: { code: 'TOO_MANY_SUBSCRIPTIONS' } }] },
      ]);
    });

    it('go on from the cursors of the connection, each once', async () => {
      const byName = await sockets().opened({ resumeFrom: { Changes: 'cursor-a', Other: 7 } });
      const payload = { query: 'subscription Changes { a }', operationName: 'Changes' };
      for (const id of ['1', '2']) byName.say({ type: 'subscribe', id, payload });
      const first = await sockets().opened({ resumeFrom: 'cursor-b' });
      const before = sockets().door.asked.length;
      first.say(subscribe('1', '{ a }'));
      first.say(subscribe('2', 'subscription { first }'));
      first.say(subscribe('3', 'subscription { second }'));
      await eventually(() => expect(sockets().door.asked.length).toBeGreaterThanOrEqual(before + 3));
      const cursorOf = (query: string) =>
        sockets()
          .door.asked.filter((each) => each.query === query)
          .map((each) => each.resumeFrom);
      expect(cursorOf('subscription Changes { a }')).toEqual(['cursor-a', undefined]);
      expect(cursorOf('subscription { first }')).toEqual(['cursor-b']);
      expect(cursorOf('subscription { second }')).toEqual([undefined]);
    });
  });

  it('tells quiet streams their cursors with each heartbeat, where those are new', async () => {
    const socket = await sockets().opened();
    const scripted = await sockets().follow(socket);
    scripted.next({ a: 1 }, 'cursor-1');
    await socket.wait('next');
    scripted.advance('cursor-2');
    expect(await socket.wait('ping')).toEqual([{ type: 'ping', payload: { cursors: { '1': 'cursor-2' } } }]);
  });
});
