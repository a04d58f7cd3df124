import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Redis } from 'ioredis';
import { describeOver } from '../../../../test/backends/backend.ts';
import { findRedis, type RedisBackend } from '../../../../test/backends/redis.ts';
import { eventually } from '../../../../test/eventually.ts';
import type { Leases, Wish } from './leases.ts';
import { openFanoutConnections } from './redis-connections.ts';
import { createRedisLeases } from './redis-leases.ts';

describeOver('leases in Redis', await findRedis(), (start) => {
  let backend: RedisBackend;
  let connections: { readonly publisher: Redis; readonly subscriber: Redis };
  let leases: Leases;

  beforeAll(async () => {
    backend = await start();
    connections = openFanoutConnections(backend.url);
    leases = createRedisLeases(connections.publisher, `test-${process.pid}`);
    await eventually(() => expect(connections.publisher.status).toBe('ready'));
  });
  afterAll(async () => {
    connections.publisher.disconnect();
    connections.subscriber.disconnect();
    await backend.stop();
  });

  const hold = (end = -1): Wish => ({ want: 'hold', end });
  const look: Wish = { want: 'look', end: -1 };

  it('are held by whoever comes first, partition by partition, and say who is there', async () => {
    await leases.ask('a', 'one', [hold(), look]);
    const standing = await leases.ask('a', 'two', [hold(), hold()]);
    expect(standing).toEqual({
      replicas: ['one', 'two'],
      partitions: [
        { owner: 'one', end: undefined },
        { owner: 'two', end: undefined },
      ],
    });
  });

  it('keep how far their owner read, also when it leaves, and believe nobody else', async () => {
    await leases.ask('b', 'one', [hold(7)]);
    await leases.ask('b', 'two', [{ want: 'leave', end: 99 }]);
    expect((await leases.ask('b', 'two', [look])).partitions).toEqual([{ owner: 'one', end: 7 }]);
    await leases.leave('b', 'one', [{ want: 'look', end: 9 }]);
    const standing = await leases.ask('b', 'two', [hold()]);
    expect(standing).toEqual({ replicas: ['two'], partitions: [{ owner: 'two', end: 9 }] });
  });

  it('end by themselves when they are not held again', async () => {
    await leases.ask('c', 'one', [hold(3), hold(4)]);
    await eventually(async () => {
      const standing = await leases.ask('c', 'two', [hold(), look]);
      expect(standing.partitions).toEqual([
        { owner: 'two', end: 3 },
        { owner: undefined, end: 4 },
      ]);
    });
    expect((await leases.ask('c', 'two', [look, look])).replicas).toEqual(['two']);
  });
});
