import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Refusal } from '../src/refusal.ts';
import { closeAll, createEchoClient, startEcho, startWire } from './echo.ts';

const unavailable = { kind: 'unavailable', code: 'SERVICE_UNAVAILABLE' };

afterEach(closeAll);

async function eventually(check: () => Promise<void>): Promise<void> {
  const deadlineAt = Date.now() + 10_000;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > deadlineAt) throw error;
      await wait(20);
    }
  }
}

/** An echo server that a text "cut" cuts off in the middle of the call, counting the attempts it saw. */
async function startFragile() {
  let attempts = 0;
  const server = await startEcho(async (text) => {
    attempts++;
    if (text !== 'cut') return text;
    wire.cut();
    return new Promise(() => undefined);
  });
  const wire = await startWire(server.port);
  const count = async (call: () => Promise<unknown>) => {
    attempts = 0;
    await call();
    return attempts;
  };
  return { client: createEchoClient(wire.address), count };
}

describe('several addresses', () => {
  it('take the calls in turn, and those that are left take all', async () => {
    const one = await startEcho(async () => 'x', { name: 'one' });
    const two = await startEcho(async () => 'x', { name: 'two' });
    const client = createEchoClient(`ipv4:${one.address},${two.address}`);
    const ask = async () => (await client.echo({ text: 'x' })).server;
    const askTwentyTimes = () => Promise.all(Array.from({ length: 20 }, ask));
    const met = new Set<string>();
    await eventually(async () => {
      expect(met.add(await ask()).size).toBe(2);
    });
    expect((await askTwentyTimes()).filter((name) => name === 'one')).toHaveLength(10);
    await one.stop();
    expect(new Set(await askTwentyTimes())).toEqual(new Set(['two']));
  });
});

describe('a call that is cut off', () => {
  it('is tried again when its contract allows it, and not otherwise', async () => {
    const { client, count } = await startFragile();
    await client.echo({ text: 'connect' });
    const echo = () => expect(client.echo({ text: 'cut' })).rejects.toMatchObject(unavailable);
    const append = () => expect(client.append({ text: 'cut' })).rejects.toMatchObject(unavailable);
    expect(await count(echo)).toBe(3);
    expect(await count(append)).toBe(1);
  });

  it('is tried again no more often than the budget allows', async () => {
    const { client, count } = await startFragile();
    const attempts: number[] = [];
    for (let round = 0; round < 12; round++) {
      for (let i = 0; i < 4; i++) await client.echo({ text: 'fine' });
      attempts.push(await count(() => client.echo({ text: 'cut' }).catch(() => undefined)));
    }
    expect(attempts[0]).toBe(3);
    expect(attempts.reduce((sum, seen) => sum + seen - 1, 0)).toBeLessThanOrEqual(10 + 0.1 * 12 * 5);
    expect(attempts.slice(-6)).toContain(1);
  });

  it('is not tried again when the other side refused', async () => {
    let attempts = 0;
    const server = await startEcho(async () => {
      attempts++;
      throw new Refusal('unavailable', 'ARCHIVE_DOWN', 'the archive is down');
    });
    const call = createEchoClient(server.address).echo({ text: 'x' });
    await expect(call).rejects.toMatchObject({ kind: 'unavailable', code: 'ARCHIVE_DOWN' });
    expect(attempts).toBe(1);
  });
});

describe('the breaker', () => {
  it('opens when the other side is gone and closes when it returns', async () => {
    const server = await startEcho(async (text) => text);
    const client = createEchoClient(server.address);
    await client.echo({ text: 'here' });
    await server.stop();
    await eventually(async () => {
      const error: unknown = await client.append({ text: 'x' }).catch((failure: unknown) => failure);
      expect(error).toMatchObject({ ...unavailable, cause: { isBrokenCircuitError: true } });
    });
    await startEcho(async (text) => text, { port: server.port });
    await eventually(async () => {
      await expect(client.echo({ text: 'back' })).resolves.toMatchObject({ text: 'back' });
    });
    for (let i = 0; i < 20; i++) await client.echo({ text: 'steady' });
  });
});
