import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createKafka, ensureTopics, type Kafka, producerPart } from '@fiscal/kit/events';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { startBroker } from '../../deploy/local/broker/index.ts';
import { describeOver } from '../../test/backends/backend.ts';
import { findRedis, type RedisBackend } from '../../test/backends/redis.ts';
import { openFanoutConnections } from '../src/live/fanout/redis-connections.ts';
import { createKafkaLog } from '../src/live/log/kafka-log.ts';
import type { Log } from '../src/live/log/log.ts';
import { eventually } from './eventually.ts';
import {
  eventOf,
  expectAtEnd,
  expectHeardAll,
  type Heard,
  listen,
  type Replica,
  readAll,
  startReplica,
  type Weather,
} from './fan-out-fleet.ts';

const tenants = ['acme', 'bolt', 'cane'];
const partitions = 6;

describeOver('a fleet that hands live records on over Redis', await findRedis(), (start) => {
  let redis: RedisBackend;
  let broker: Awaited<ReturnType<typeof startBroker>>;
  let dir: string;
  let kafka: Kafka;
  let producer: ReturnType<typeof producerPart>;
  let log: Log;
  let topic: string;
  let prefix: string;
  let replicas: Replica[];
  let number = 0;
  let topics = 0;

  beforeAll(async () => {
    redis = await start();
    dir = await mkdtemp(join(tmpdir(), 'fiscal-fan-out-'));
    broker = await startBroker({ dir, host: '127.0.0.1', port: 0 });
    kafka = createKafka({ brokers: [`${broker.host}:${broker.port}`], clientId: 'fan-out-test' });
    producer = producerPart(kafka);
    await producer.start();
    log = createKafkaLog(kafka);
  });
  afterAll(async () => {
    await log.stop();
    await producer.stop();
    await broker.stop();
    await redis.stop();
    await rm(dir, { recursive: true });
  });
  beforeEach(async () => {
    topics += 1;
    topic = `orders-${topics}`;
    prefix = `live-${randomUUID()}`;
    replicas = [];
    await ensureTopics(kafka, [{ topic, partitions }]);
  });
  afterEach(() => Promise.all(replicas.map((replica) => replica.stop())));

  function replica(weather?: Weather): Replica {
    const started = startReplica(kafka, redis.url, { replica: `replica-${replicas.length}`, prefix }, weather);
    replicas.push(started);
    return started;
  }

  /** Publishes records of all tenants, a few at a time. */
  async function publish(count: number, pauseMs = 0): Promise<void> {
    for (let done = 0; done < count; done += 20) {
      const events = Array.from({ length: 20 }, () => eventOf(tenants[number % 3] ?? '', number++));
      await producer.publish(topic, events);
      if (pauseMs > 0) await delay(pauseMs);
    }
  }

  async function expectAll(heard: readonly Heard[]): Promise<void> {
    await eventually(() => Promise.all(heard.map((each) => expectAtEnd(each, log, topic))));
    const all = await readAll(log, topic);
    for (const each of heard) expectHeardAll(each, all, topic);
  }

  const modes = () => replicas.map(({ feed }) => feed.modes()[topic] ?? []);
  /** Every partition is owned by one replica and shared by the others, and each replica owns some. */
  const expectShared = () => {
    const known = modes();
    expect(known.every((of) => of.includes('owned'))).toBe(true);
    for (let partition = 0; partition < partitions; partition += 1) {
      expect(known.map((of) => of[partition]).sort()).toEqual(['owned', ...known.slice(1).map(() => 'shared')]);
    }
  };

  it('reads each record from Kafka once, for two replicas', async () => {
    const [one, two] = [replica(), replica()];
    const heard = await Promise.all([
      ...tenants.map((tenant) => listen(one.feed, tenant, topic)),
      ...tenants.map((tenant) => listen(two.feed, tenant, topic)),
    ]);
    await eventually(expectShared);
    const before = one.read.followed + two.read.followed + one.read.refilled + two.read.refilled;
    await publish(2_000, 1);
    await expectAll(heard);
    expect(heard.map(({ records }) => records.length).reduce((sum, each) => sum + each, 0)).toBe(4_000);
    expect(one.read.followed).toBeGreaterThan(0);
    expect(two.read.followed).toBeGreaterThan(0);
    expect([one.read.followed + two.read.followed - before, one.read.refilled + two.read.refilled]).toEqual([2_000, 0]);
  });

  it('brings messages only to replicas that have listeners of the tenant', async () => {
    let messages = 0;
    const counted: Weather = () => {
      messages += 1;
      return [0];
    };
    const [one, two] = [replica(), replica(counted)];
    const heard = await Promise.all([
      ...tenants.map((tenant) => listen(one.feed, tenant, topic)),
      listen(two.feed, 'nobody', topic),
    ]);
    await eventually(expectShared);
    await publish(400);
    await expectAll(heard);
    // Heads only: two a second.
    expect(messages).toBeLessThan(30);
  });

  it('tells everything once and in order while messages are lost, doubled and late', async () => {
    const random = createRandom(7);
    const bad: Weather = () => {
      const draw = random();
      if (draw < 0.2) return [];
      if (draw < 0.4) return [0, 0];
      return draw < 0.6 ? [Math.floor(random() * 300)] : [0];
    };
    const [one, two] = [replica(bad), replica(bad)];
    const heard = await Promise.all(
      [one, two].flatMap(({ feed }) => tenants.map((tenant) => listen(feed, tenant, topic))),
    );
    await eventually(expectShared);
    await publish(2_000, 5);
    await expectAll(heard);
    expect(one.read.refilled + two.read.refilled).toBeGreaterThan(0);
  });

  it('tells what is too large for the bus, and what is no JSON, like everything else', async () => {
    const [one, two] = [replica(), replica()];
    const heard = await Promise.all([listen(one.feed, 'acme', topic), listen(two.feed, 'acme', topic)]);
    await eventually(expectShared);
    const large = { ...eventOf('acme', 1), data: 'x'.repeat(300_000) };
    await producer.publish(topic, [eventOf('acme', 0), large, eventOf('acme', 2)]);
    await publish(100);
    await expectAll(heard);
    expect(heard.map(({ records }) => records.some(({ head }) => head?.id === large.id))).toEqual([true, true]);
  });

  it('loses and doubles nothing while Redis goes and comes, an owner dies, listeners are cut off, come and go', async () => {
    const [one, two, doomed] = [replica(), replica(), replica()];
    const heard = await Promise.all(
      [one, two].flatMap(({ feed }) => tenants.map((tenant) => listen(feed, tenant, topic))),
    );
    await listen(doomed.feed, 'acme', topic);
    await eventually(expectShared);
    let isOver = false;
    const publishing = (async () => {
      for (let done = 0; done < 2_000 || !isOver; done += 20) await publish(20, 10);
    })();
    const guests: Heard[] = [];
    const visit = (async () => {
      for (let turn = 0; !isOver; turn += 1) {
        const guest = await listen((turn % 2 ? one : two).feed, tenants[turn % 3] ?? '', topic);
        await delay(150);
        guests.push({ ...guest, positions: fixed(guest.positions()) });
        guest.leave();
      }
    })();

    await doomed.crash();
    replicas.splice(replicas.indexOf(doomed), 1);
    await eventually(expectShared);
    await redis.kill();
    await eventually(() => expect(new Set(modes().flat())).toEqual(new Set(['direct'])));
    await redis.restart();
    await eventually(expectShared);
    const admin = openFanoutConnections(redis.url);
    await eventually(() => admin.publisher.call('CLIENT', 'KILL', 'TYPE', 'pubsub'));
    await eventually(() => admin.publisher.call('CLIENT', 'KILL', 'TYPE', 'normal'));
    admin.publisher.disconnect();
    admin.subscriber.disconnect();
    await eventually(expectShared);

    isOver = true;
    await Promise.all([publishing, visit]);
    await expectAll(heard);
    const all = await readAll(log, topic);
    expect(all.length).toBeGreaterThanOrEqual(2_000);
    expect(guests.length).toBeGreaterThan(3);
    for (const guest of guests) expectHeardAll(guest, all, topic);
  });
});

function fixed<T>(value: T): () => T {
  return () => value;
}

/** Numbers from 0 up to 1, the same ones for the same seed. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
