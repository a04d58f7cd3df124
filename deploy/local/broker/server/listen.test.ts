import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { until } from '../../until.ts';
import type { Dispatch } from './dispatch.ts';
import { type Listening, listen } from './listen.ts';

const limits = { requestBytes: 1000, queuedRequests: 3, connectionIdleMs: 60_000, connections: 5, stopMs: 300 };
const lines: string[] = [];
let open: Listening | undefined;

afterEach(async () => {
  await open?.stop();
  open = undefined;
});

async function serve(dispatch: Dispatch, changed: Partial<typeof limits> = {}): Promise<Socket> {
  lines.length = 0;
  open = await listen('127.0.0.1', 0, dispatch, { ...limits, ...changed }, (line) => lines.push(line));
  return connectTo(open.port);
}

async function connectTo(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined); // a reset shows as closed
  await once(socket, 'connect');
  return socket;
}

function request(text: string): Buffer {
  const bytes = Buffer.alloc(4 + text.length);
  bytes.writeInt32BE(text.length);
  bytes.write(text, 4);
  return bytes;
}

const echo: Dispatch = async (frame) => [frame];

function collect(socket: Socket): () => string {
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  return () => text;
}

describe('a connection', () => {
  it('may bring more requests at once than are queued; all are answered, in order', async () => {
    const socket = await serve(echo);
    const text = collect(socket);
    const letters = 'abcdefghijklmnopqrstuvwxyz';
    socket.write(Buffer.concat([...letters].map(request)));
    await until('all answers', 15_000, () => text() === letters);
    socket.destroy();
  });

  it('is closed when it has been idle for long, but not while it waits for an answer', async () => {
    const slow = Promise.withResolvers<readonly Buffer[]>();
    const waiting = await serve(() => slow.promise, { connectionIdleMs: 50 });
    const text = collect(waiting);
    waiting.write(request('x'));
    const idle = await connectTo(open?.port ?? 0);
    idle.resume();
    await once(idle, 'close');
    expect(waiting.destroyed).toBe(false);
    slow.resolve([Buffer.from('late')]);
    await until('the late answer', 15_000, () => text() === 'late');
    await until('the end of the other', 15_000, () => waiting.destroyed);
  });

  it('is closed when a request is too long or cannot be dealt with, with a line in the log', async () => {
    const tooLong = await serve(() => Promise.reject(new Error('not understood')));
    tooLong.resume();
    tooLong.write(request('x'.repeat(1001)));
    await once(tooLong, 'close');
    const wrong = await connectTo(open?.port ?? 0);
    wrong.resume();
    wrong.write(request('x'));
    await once(wrong, 'close');
    expect(lines).toEqual([expect.stringContaining('1001 bytes'), expect.stringContaining('not understood')]);
  });

  it('is refused beyond the most that are served at once', async () => {
    const first = await serve(echo, { connections: 1 });
    const second = await connectTo(open?.port ?? 0);
    second.resume();
    await once(second, 'close');
    const text = collect(first);
    first.write(request('x'));
    await until('an answer', 15_000, () => text() === 'x');
    first.destroy();
  });

  it('that never reads its answers holds up nobody else, and not the stop', async () => {
    const large = Buffer.alloc(20_000_000);
    const deaf = await serve(async () => [large]);
    deaf.pause();
    deaf.write(Buffer.concat([request('x'), request('x')]));
    const other = await connectTo(open?.port ?? 0);
    let bytes = 0;
    other.on('data', (chunk) => {
      bytes += chunk.length;
    });
    other.write(request('x'));
    await until('an answer', 15_000, () => bytes === large.length);
    const start = Date.now();
    await open?.stop();
    expect(Date.now() - start).toBeLessThan(8000);
    deaf.destroy();
    other.destroy();
  });
});
