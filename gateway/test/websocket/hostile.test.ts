import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../../test/eventually.ts';
import { connectRaw, type RawClient } from '../raw-client.ts';
import { openSocket, type RawSocket } from '../raw-socket.ts';
import { openScriptedDoor, type ScriptedDoor } from '../scripted-door.ts';
import { subscribe } from './sockets.ts';

const handshake = [
  'GET /graphql HTTP/1.1',
  'host: x',
  'connection: upgrade',
  'upgrade: websocket',
  'sec-websocket-version: 13',
  'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==',
  'sec-websocket-protocol: graphql-transport-ws',
  '\r\n',
].join('\r\n');

/** A text frame, masked by zeros. */
function frame(text: string): Buffer {
  const bytes = Buffer.from(text);
  const head = bytes.length < 126 ? [0x81, 0x80 | bytes.length] : [0x81, 0xfe, bytes.length >> 8, bytes.length & 0xff];
  return Buffer.concat([Buffer.from([...head, 0, 0, 0, 0]), bytes]);
}

describe('a WebSocket that means harm', () => {
  let door: ScriptedDoor;
  const open: { destroy(): void }[] = [];
  const streams = {
    heartbeatMs: 1_000,
    patienceMs: 1_000,
    initTimeoutMs: 5_000,
    maxWaitingPerAddress: 20,
    maxOperations: 100,
  };
  beforeEach(async () => {
    door = await openScriptedDoor({ streams });
  });
  afterEach(async () => {
    for (const each of open.splice(0)) each.destroy();
    await door.stop();
  });

  /** A connection that is let in, and answers no frame by itself. */
  const raw = async (): Promise<RawClient> => {
    const client = await connectRaw(door.port);
    open.push(client.socket);
    client.socket.write(handshake);
    await client.wait((text) => text.includes('\r\n\r\n'));
    client.socket.write(frame('{"type":"connection_init"}'));
    await client.wait((text) => text.includes('connection_ack'));
    return client;
  };
  const polite = async (): Promise<RawSocket> => {
    const socket = await openSocket(door.socketUrl);
    open.push({ destroy: () => socket.socket.terminate() });
    await socket.begin();
    return socket;
  };
  const lastStream = (count: number) =>
    eventually(() => {
      const scripted = door.streams[count - 1];
      if (!scripted) throw new Error('no stream is open');
      return scripted;
    });

  it('is cut off when it answers no ping: it is half open', async () => {
    const client = await raw();
    client.socket.write(frame(JSON.stringify(subscribe('1'))));
    const scripted = await lastStream(1);
    await client.wait(undefined, 10_000);
    await eventually(() => expect(scripted.isLeft()).toBe(true));
  });

  it('is cut off when it takes nothing, and holds no more than its queue does; others go on', async () => {
    const other = await polite();
    other.say(subscribe('1'));
    const heard = await lastStream(1);
    const client = await raw();
    client.socket.write(frame(JSON.stringify(subscribe('1'))));
    const scripted = await lastStream(2);
    client.socket.pause();
    const text = 'x'.repeat(100_000);
    for (let count = 0; count < 300; count++) scripted.next({ text });
    heard.next({ a: 1 });
    await other.wait('next');
    await eventually(() => expect(scripted.isLeft()).toBe(true));
    // What the systems on both ends keep, and one result more.
    expect(scripted.waiting()).toBeGreaterThan(100);
    expect(other.socket.readyState).toBe(other.socket.OPEN);
  });

  it('is not cut off for being slow, as long as it takes something', async () => {
    const client = await raw();
    client.socket.write(frame(JSON.stringify(subscribe('1'))));
    const scripted = await lastStream(1);
    const text = 'x'.repeat(100_000);
    for (let count = 0; count < 400; count++) scripted.next({ text });
    const begunAt = Date.now();
    client.socket.pause();
    const step = setInterval(() => client.socket.resume().once('data', () => client.socket.pause()), 20);
    await eventually(() => expect(Date.now() - begunAt).toBeGreaterThan(2_500));
    expect(scripted.isLeft()).toBe(false);
    expect(scripted.waiting()).toBeGreaterThan(0);
    clearInterval(step);
  });

  it('cannot make the door remember what it asks for without end: it is not read while it reads nothing', async () => {
    const client = await raw();
    client.socket.pause();
    const flood = Buffer.concat(Array.from({ length: 10_000 }, (_, id) => frame(JSON.stringify(subscribe(`${id}`)))));
    for (let count = 0; count < 20 && !client.socket.destroyed; count++) client.socket.write(flood);
    await eventually(() => expect(client.socket.destroyed || client.socket.writableLength > 1_000_000).toBe(true));
    expect(door.streams.length).toBeLessThanOrEqual(100);
    await eventually(() => expect(door.streams.every((each) => each.isLeft())).toBe(true));
  });

  it('is told of 10,000 operations that 100 may run', async () => {
    const socket = await polite();
    for (let id = 0; id < 10_000; id++) socket.say(subscribe(String(id)));
    expect(await socket.wait('error', 9_900)).toHaveLength(9_900);
    expect(door.streams).toHaveLength(100);
    socket.socket.terminate();
    await eventually(() => expect(door.streams.every((each) => each.isLeft())).toBe(true));
  });

  it.each([
    ['a frame without a mask', Buffer.from([0x81, 0x02, 0x7b, 0x7d])],
    ['a frame of no kind', Buffer.from([0x83, 0x80, 0, 0, 0, 0])],
    ['a frame with reserved bits', Buffer.from([0xf1, 0x80, 0, 0, 0, 0])],
    ['a length without end', Buffer.from([0x81, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0])],
    ['text that is not UTF-8', Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0xc3, 0x28])],
    ['a long ping', Buffer.concat([Buffer.from([0x89, 0xfe, 0, 200, 0, 0, 0, 0]), Buffer.alloc(200)])],
  ])('is closed after %s', async (_, bytes) => {
    const client = await raw();
    client.socket.write(bytes);
    expect((await client.wait(undefined, 10_000)).closed).toBe(true);
  });

  it('cannot keep all places of those who have yet to say who they are, and gives them back', async () => {
    const silent = await Promise.all(Array.from({ length: 20 }, () => openSocket(door.socketUrl)));
    const refused = await connectRaw(door.port);
    refused.socket.write(handshake);
    expect((await refused.wait(undefined, 10_000)).status).toBe(429);
    for (const each of silent) expect((await each.closed())[0]).toBe(4408);
    await polite();
  });

  it('gives its place back when no handshake comes of it', async () => {
    for (let count = 0; count < 50; count++) {
      const client = await connectRaw(door.port);
      client.socket.write(handshake.replace('version: 13', 'version: 7'));
      expect((await client.wait(undefined, 10_000)).status).toBe(400);
    }
    await polite();
  });

  it('may hang up in the middle of a message', async () => {
    const client = await raw();
    client.socket.write(frame(JSON.stringify(subscribe('1'))).subarray(0, 20));
    client.socket.resetAndDestroy();
    await once(client.socket, 'close');
    await polite();
  });
});
