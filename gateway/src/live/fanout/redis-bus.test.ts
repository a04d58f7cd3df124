import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Redis } from 'ioredis';
import { describeOver } from '../../../../test/backends/backend.ts';
import { findRedis, type RedisBackend } from '../../../../test/backends/redis.ts';
import { eventually } from '../../../../test/eventually.ts';
import type { Bus } from './bus.ts';
import { createRedisBus } from './redis-bus.ts';
import { openFanoutConnections } from './redis-connections.ts';

describeOver('the bus over Redis', await findRedis(), (start) => {
  let backend: RedisBackend;
  let connections: { readonly publisher: Redis; readonly subscriber: Redis };
  let bus: Bus;
  let unhandled: unknown[];
  const onUnhandled = (reason: unknown) => void unhandled.push(reason);
  const ready = () => {
    expect(connections.publisher.status).toBe('ready');
    expect(connections.subscriber.status).toBe('ready');
  };

  beforeAll(async () => {
    backend = await start();
  });
  afterAll(() => backend.stop());
  beforeEach(async () => {
    unhandled = [];
    process.on('unhandledRejection', onUnhandled);
    connections = openFanoutConnections(backend.url);
    bus = createRedisBus(connections.publisher, connections.subscriber);
    await eventually(ready);
  });
  afterEach(async () => {
    await bus.stop();
    process.off('unhandledRejection', onUnhandled);
    expect(unhandled).toEqual([]);
  });

  async function hear(channel: string, onText?: (text: string) => void) {
    const texts: string[] = [];
    const subscription = bus.subscribe(channel, (text) => {
      texts.push(text);
      onText?.(text);
    });
    await subscription.settled;
    return { ...subscription, texts };
  }

  it('brings texts in their order, to those who listen to the channel, as they are: also such that are no JSON', async () => {
    const one = await hear('one');
    const two = await hear('two');
    const texts = ['{"a":1', 'plain', '', '{"b":2}', 'á€😀'];
    await Promise.all(texts.map((text) => bus.publish('one', text)));
    await bus.publish('two', 'last');
    await eventually(() => expect(two.texts).toEqual(['last']));
    expect(one.texts).toEqual(texts);
  });

  it('hands on to all listeners, also when one of them throws', async () => {
    const throwing = await hear('one', () => {
      throw new Error('no');
    });
    const other = await hear('one');
    await bus.publish('one', 'first');
    await bus.publish('one', 'second');
    await eventually(() => expect(other.texts).toEqual(['first', 'second']));
    expect(throwing.texts).toEqual(['first', 'second']);
  });

  it('says of a subscription that failed that it is not live, and takes it up again', async () => {
    await connections.publisher.call('ACL', 'SETUSER', 'default', 'resetchannels');
    await connections.subscriber.call('ACL', 'SETUSER', 'default', 'resetchannels');
    const one = await hear('one');
    expect(one.live()).toBe(false);
    await connections.publisher.call('ACL', 'SETUSER', 'default', 'allchannels');
    await bus.mend();
    expect(one.live()).toBe(true);
    await bus.publish('one', 'text');
    await eventually(() => expect(one.texts).toEqual(['text']));
  });

  it('can be left while it is not confirmed yet, and joined again at once', async () => {
    const texts: string[] = [];
    const left = bus.subscribe('one', () => texts.push('left'));
    left.leave();
    left.leave();
    const again = await hear('one');
    await left.settled;
    expect([left.live(), again.live()]).toEqual([false, true]);
    await bus.publish('one', 'text');
    await eventually(() => expect(again.texts).toEqual(['text']));
    again.leave();
    await eventually(async () => expect(await connections.publisher.pubsub('CHANNELS')).toEqual([]));
    expect(texts).toEqual([]);
  });

  it('refuses to keep more than a bounded number of messages that Redis has not taken', async () => {
    const results = await Promise.allSettled(Array.from({ length: 1_500 }, () => bus.publish('one', 'text')));
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(500);
    await bus.publish('one', 'text');
  });

  it('listens again by itself when it was cut off', async () => {
    const one = await hear('one');
    await bus.mend();
    await connections.publisher.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
    await eventually(() => expect(one.live()).toBe(false));
    await eventually(() => expect(one.live()).toBe(true));
    await bus.publish('one', 'text');
    await eventually(() => expect(one.texts).toEqual(['text']));
  });

  it('fails what is asked of it at once while Redis is away, and comes back with it', async () => {
    const one = await hear('one');
    await backend.kill();
    await eventually(() => expect(one.live()).toBe(false));
    await expect(bus.publish('one', 'text')).rejects.toThrow();
    const meanwhile = await hear('two');
    expect(meanwhile.live()).toBe(false);
    await bus.mend();
    await backend.restart();
    await eventually(() => expect([one.live(), meanwhile.live()]).toEqual([true, true]));
    await eventually(ready);
    await bus.publish('two', 'text');
    await eventually(() => expect(meanwhile.texts).toEqual(['text']));
  });
});
