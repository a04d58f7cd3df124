import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { withCallContext } from '../src/context.ts';
import { closeAll, createEchoClient, startEcho, startWire, textsOf } from './echo.ts';

const late = { kind: 'unavailable', code: 'DEADLINE_EXCEEDED' };
const never = () => new Promise<string>(() => undefined);

afterEach(closeAll);

describe('the deadline of a call', () => {
  it('ends a call in time, at both ends', async () => {
    const cancelled = Promise.withResolvers<void>();
    const server = await startEcho((_, call) => {
      call.signal.addEventListener('abort', () => cancelled.resolve());
      return never();
    });
    const startedAt = Date.now();
    const call = createEchoClient(server.address).echo({ text: 'slow' }, { timeoutMs: 300 });
    await expect(call).rejects.toMatchObject(late);
    expect(Date.now() - startedAt).toBeLessThan(4_500);
    await cancelled.promise;
  });

  it('is what the request has left, when that is less', async () => {
    const server = await startEcho(never);
    const client = createEchoClient(server.address);
    const startedAt = Date.now();
    const context = { correlationId: 'c', deadlineAt: startedAt + 200 };
    await expect(withCallContext(context, () => client.echo({ text: 'slow' }))).rejects.toMatchObject(late);
    expect(Date.now() - startedAt).toBeLessThan(4_500);
    await expect(withCallContext(context, () => client.echo({ text: 'too late' }))).rejects.toMatchObject(late);
  });

  it('holds when the other side takes the connection and never answers', async () => {
    const silence = await startWire();
    const client = createEchoClient(silence.address);
    await expect(client.echo({ text: 'hello' }, { timeoutMs: 300 })).rejects.toMatchObject(late);
    expect(silence.connections()).toBe(1);
  });

  it('counts for each message of a stream, not for all of them', async () => {
    let sent = 0;
    const server = await startEcho(async (text) => {
      sent++;
      return sent <= 4 ? wait(400, text) : never();
    });
    const client = createEchoClient(server.address);
    await expect(textsOf(client.repeat({ text: 'x', times: 4 }, { timeoutMs: 1_500 }))).resolves.toHaveLength(4);
    await expect(textsOf(client.repeat({ text: 'x', times: 4 }, { timeoutMs: 1_500 }))).rejects.toMatchObject(late);
  });
});

describe('leaving a stream', () => {
  it('ends it at the other side', async () => {
    const cancelled = Promise.withResolvers<void>();
    const server = await startEcho(async (text, call) => {
      call.signal.addEventListener('abort', () => cancelled.resolve());
      return text.repeat(10_000);
    });
    for await (const { text } of createEchoClient(server.address).repeat({ text: 'x', times: 1_000_000 })) {
      expect(text).toHaveLength(10_000);
      break;
    }
    await cancelled.promise;
  });

  it('ends with the reason of the caller’s signal', async () => {
    const server = await startEcho(never);
    const leave = new AbortController();
    const { signal } = leave;
    const stream = textsOf(createEchoClient(server.address).repeat({ text: 'x', times: 1 }, { signal }));
    leave.abort(new Error('not interested any more'));
    await expect(stream).rejects.toThrow('not interested any more');
  });
});
