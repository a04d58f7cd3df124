import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createChannel, createClient, Metadata, Status } from 'nice-grpc';
import { HealthDefinition } from 'nice-grpc-server-health';
import { callContext, remainingMs, withCallContext } from '../src/context.ts';
import { identityOf } from '../src/grpc/index.ts';
import type { UserIdentity } from '../src/identity/index.ts';
import { Refusal } from '../src/refusal.ts';
import { closeAll, createEchoClient, mint, startEcho, textsOf } from './echo.ts';
import { EchoServiceDefinition } from './generated/echo.ts';

const user: UserIdentity = {
  kind: 'user',
  via: 'caller',
  userId: 'user-1',
  tenantId: 'tenant-1',
  roles: ['viewer'],
  tier: 'free',
  sessionId: 'session-1',
  scopes: [],
};

const replies: Record<string, () => unknown> = {
  context: () => callContext()?.correlationId,
  remaining: () => remainingMs(60_000),
  refuse: () => Promise.reject(new Refusal('not_found', 'NOTHING_HERE', 'no such thing: ñ')),
  conflict: () => Promise.reject(new Refusal('conflict', 'TAKEN', 'taken')),
  bug: () => Promise.reject(new Error('the password is hunter2')),
};

let fit = true;
let server: Awaited<ReturnType<typeof startEcho>>;
let client: ReturnType<typeof createEchoClient>;

beforeAll(async () => {
  const database = {
    name: 'database',
    start: async () => undefined,
    stop: async () => undefined,
    ready: () => (fit ? Promise.resolve() : Promise.reject(new Error('down'))),
  };
  server = await startEcho(
    async (text, call) =>
      text === 'identity' ? JSON.stringify(identityOf(call)) : String((await replies[text]?.()) ?? text),
    { parts: [database] },
  );
  client = createEchoClient(server.address);
});

afterAll(closeAll);

describe('a gRPC call', () => {
  it('carries the identity it is made for', async () => {
    const { text } = await client.echo({ text: 'identity' }, { identity: user });
    expect(JSON.parse(text)).toEqual(user);
  });

  it('speaks for the calling service when it names no identity', async () => {
    const { text } = await client.echo({ text: 'identity' });
    expect(JSON.parse(text)).toEqual({ kind: 'service', via: 'caller' });
  });

  it('carries the correlation id and what is left of the deadline', async () => {
    const context = { correlationId: 'trace-me-7', deadlineAt: Date.now() + 3_000 };
    const { text } = await withCallContext(context, () => client.echo({ text: 'context' }));
    expect(text).toBe('trace-me-7');
    const left = await withCallContext(context, () => client.echo({ text: 'remaining' }));
    expect(Number(left.text)).toBeLessThanOrEqual(3_000);
    expect(Number(left.text)).toBeGreaterThan(1_000);
  });

  it('runs every message of a stream in that context', async () => {
    const context = { correlationId: 'trace-me-8' };
    const texts = await withCallContext(context, () => textsOf(client.repeat({ text: 'context', times: 3 })));
    expect(texts).toEqual(['trace-me-8', 'trace-me-8', 'trace-me-8']);
  });

  it('comes back with the refusal of the other side', async () => {
    await expect(client.echo({ text: 'refuse' })).rejects.toMatchObject({
      name: 'Refusal',
      kind: 'not_found',
      code: 'NOTHING_HERE',
      message: 'no such thing: ñ',
    });
    await expect(textsOf(client.repeat({ text: 'conflict', times: 1 }))).rejects.toMatchObject({
      kind: 'conflict',
      code: 'TAKEN',
    });
  });

  it('does not tell what a bug said', async () => {
    const error: unknown = await client.echo({ text: 'bug' }).catch((failure: unknown) => failure);
    expect(error).not.toBeInstanceOf(Refusal);
    expect(error).toMatchObject({ message: '/fiscal.test.v1.EchoService/Echo failed with INTERNAL' });
    expect(error).toMatchObject({ cause: { details: 'internal error' } });
  });
});

describe('a call without a good internal token', () => {
  it.each([
    ['no token', async () => undefined],
    ['one that is no token', async () => 'Bearer nonsense'],
    ['one for another audience', async () => `Bearer ${await mint('somebody-else', user)}`],
  ])('is refused: %s', async (_, authorization) => {
    const channel = createChannel(server.address);
    const value = await authorization();
    const metadata = Metadata(value === undefined ? {} : { authorization: value });
    let code: string | undefined;
    const onTrailer = (trailer: Metadata) => {
      code = trailer.get('refusal-code');
    };
    const call = createClient(EchoServiceDefinition, channel).echo({ text: 'hello' }, { metadata, onTrailer });
    await expect(call).rejects.toMatchObject({ code: Status.UNAUTHENTICATED });
    expect(code).toBe('UNAUTHENTICATED');
    channel.close();
  });
});

describe('the health service', () => {
  it('answers without a token as the parts are now', async () => {
    const channel = createChannel(server.address);
    const health = createClient(HealthDefinition, channel);
    const check = async (service: string) => (await health.check({ service })).status;
    expect([await check(''), await check('fiscal.test.v1.EchoService')]).toEqual([1, 1]);
    fit = false;
    expect([await check(''), await check('fiscal.test.v1.EchoService')]).toEqual([2, 2]);
    fit = true;
    expect(await check('')).toBe(1);
    await expect(check('no.such.Service')).rejects.toMatchObject({ code: Status.NOT_FOUND });
    channel.close();
  });

  it('tells watchers of a change', async () => {
    const channel = createChannel(server.address);
    const seen: number[] = [];
    for await (const { status } of createClient(HealthDefinition, channel).watch({ service: '' })) {
      seen.push(status);
      fit = false;
      if (seen.length === 2) break;
    }
    fit = true;
    expect(seen).toEqual([1, 2]);
    channel.close();
  });
});

describe('a stopping server', () => {
  it('lets calls under way finish and takes no more', async () => {
    const entered = Promise.withResolvers<void>();
    const release = Promise.withResolvers<string>();
    const leaving = await startEcho(async () => {
      entered.resolve();
      return release.promise;
    });
    const caller = createEchoClient(leaving.address);
    const underWay = caller.echo({ text: 'last' });
    await entered.promise;
    const stopped = leaving.stop();
    await expect(caller.append({ text: 'late' })).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    release.resolve('finished');
    await expect(underWay).resolves.toMatchObject({ text: 'finished' });
    await stopped;
  });
});
