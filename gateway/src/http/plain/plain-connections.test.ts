import { createServer, type Socket } from 'node:net';
import { listen, urlOf } from '@fiscal/kit';
import { afterEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../../../test/eventually.ts';
import { connectRaw, type RawClient } from '../../../test/raw-client.ts';
import { createPlainConnections, type TakePlain } from './plain-connections.ts';

const whole = 'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}';

describe('connections for plain requests', () => {
  const clients: RawClient[] = [];
  /** The server's, in the order in which they came. */
  const sockets: Socket[] = [];
  let stop = async () => {};
  afterEach(async () => {
    for (const { socket } of clients.splice(0)) socket.destroy();
    await stop();
    sockets.length = 0;
  });

  /** A server that gives what is not plain back in brackets. */
  const open = async (take: TakePlain, times: { firstMs: number; keepMs: number }) => {
    const elsewhere = (socket: Socket) =>
      socket.on('data', (bytes) => socket.write(`[${bytes}]`)).on('end', () => socket.destroy());
    const connections = createPlainConnections({ take, elsewhere, isClosing: () => false, ...times });
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      sockets.push(socket);
      connections.open(socket);
    });
    await listen(server, '127.0.0.1', 0);
    stop = async () => {
      connections.closeIdle();
      await new Promise((resolve) => server.close(resolve));
    };
    return Number(new URL(urlOf(server)).port);
  };
  const begin = async (port: number, bytes: string) => {
    const client = await connectRaw(port);
    clients.push(client);
    client.socket.write(bytes);
    return client;
  };
  const atOnce: TakePlain = ({ socket }, answered) => {
    socket.write('answer');
    answered();
    return true;
  };

  it('are ended when nothing comes by them, at first or ever again', async () => {
    const port = await open(atOnce, { firstMs: 100, keepMs: 200 });
    expect(await (await begin(port, '')).wait()).toMatchObject({ text: '', closed: true });
    expect(await (await begin(port, whole)).wait()).toMatchObject({ text: 'answer', closed: true });
  });

  it('are kept while a request is under way, and ended when nobody reads its answer', async () => {
    const under: { socket: Socket; answered: () => void }[] = [];
    const take: TakePlain = ({ socket }, answered) => under.push({ socket, answered }) > 0;
    const port = await open(take, { firstMs: 100, keepMs: 100 });
    const slow = await begin(port, whole);
    const idle = await begin(port, '');
    // The other one has come later, and has waited for as long as it may.
    expect((await idle.wait()).closed).toBe(true);
    const [first] = under;
    first?.socket.write('late');
    expect((await slow.wait((text) => text === 'late')).closed).toBe(false);
    slow.socket.pause();
    first?.socket.write(Buffer.alloc(64 * 1024 * 1024));
    await new Promise((resolve) => first?.socket.once('close', resolve));
  });

  it('are somebody else’s from the first byte on that is not plain, and nothing is lost', async () => {
    const port = await open(atOnce, { firstMs: 5_000, keepMs: 5_000 });
    for (const odd of ['GET / HTTP/1.1\r\n', `${whole}more`, whole.slice(0, -1), whole.repeat(2)]) {
      expect((await (await begin(port, odd)).wait((text) => text.endsWith(']'))).text).toBe(`[${odd}]`);
    }
    const client = await begin(port, whole);
    await client.wait((text) => text === 'answer');
    client.socket.write('odd');
    await client.wait((text) => text === 'answer[odd]');
    client.socket.write(whole);
    await client.wait((text) => text === `answer[odd][${whole}]`);
  });

  it('keep what comes too early until the answer before it is written', async () => {
    const under: (() => void)[] = [];
    const take: TakePlain = ({ socket }, answered) =>
      under.push(() => {
        socket.write('answer');
        answered();
      }) > 0;
    const port = await open(take, { firstMs: 5_000, keepMs: 5_000 });
    const client = await begin(port, whole);
    await eventually(() => expect(under).toHaveLength(1));
    client.socket.write('early');
    const [socket] = sockets;
    await eventually(() => expect(socket?.isPaused()).toBe(true));
    for (const finish of under) finish();
    expect((await client.wait((text) => text.endsWith(']'))).text).toBe('answer[early]');
  });

  it('are ended with the client that hangs up, whatever is under way', async () => {
    const port = await open(() => true, { firstMs: 5_000, keepMs: 5_000 });
    for (const bytes of ['', whole]) {
      const client = await begin(port, bytes);
      client.socket.end();
      expect(await client.wait()).toMatchObject({ text: '', closed: true });
    }
    await eventually(() => expect(sockets.map(({ destroyed }) => destroyed)).toEqual([true, true]));
  });
});
