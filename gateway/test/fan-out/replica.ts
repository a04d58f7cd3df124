import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Kafka } from '@fiscal/kit/events';
import { expect } from '@jest/globals';
import type { Bus } from '../../src/live/fanout/bus.ts';
import { createRedisBus } from '../../src/live/fanout/redis-bus.ts';
import { openFanoutConnections } from '../../src/live/fanout/redis-connections.ts';
import { createRedisLeases } from '../../src/live/fanout/redis-leases.ts';
import { createSharedFeed, type SharedFeed } from '../../src/live/fanout/shared-feed.ts';
import type { Feed } from '../../src/live/log/feed.ts';
import { createKafkaLog } from '../../src/live/log/kafka-log.ts';
import type { Log } from '../../src/live/log/log.ts';
import type { LiveRecord, Lost, Positions } from '../../src/live/log/record.ts';

/** One replica's feed, and how many records it has read from Kafka: as a follower, and to fill holes. */
export type Replica = {
  readonly feed: SharedFeed;
  readonly read: { followed: number; refilled: number };
  stop(): Promise<void>;
  /** From now on what it follows in Kafka hangs: it is silent, while the rest works. */
  hang(): void;
  /** Ends it as a crash would: it says goodbye to nobody. */
  crash(): Promise<void>;
};

/** What a bad day does to messages: says of each how often it comes, and when. */
export type Weather = () => readonly number[];

/** Starts the feed of a replica. `weather` gives the delays in milliseconds with which a message comes: none, once, or more often. */
export function startReplica(
  kafka: Kafka,
  redisUrl: string,
  names: { readonly replica: string; readonly prefix: string },
  weather: Weather = () => [0],
): Replica {
  const { publisher, subscriber } = openFanoutConnections(redisUrl);
  const read = { followed: 0, refilled: 0 };
  const ways = { hangs: false };
  const log = createKafkaLog(kafka);
  const bus = createRedisBus(publisher, subscriber);
  const feed = createSharedFeed(
    counting(log, read, ways),
    under(weather, bus),
    createRedisLeases(publisher, names.prefix),
    names,
    performance.now.bind(performance),
  );
  const stop = async () => {
    await feed.stop();
    await log.stop();
  };
  return {
    feed,
    read,
    stop,
    hang() {
      ways.hangs = true;
    },
    async crash() {
      publisher.disconnect();
      subscriber.disconnect();
      await stop();
    },
  };
}

function counting(log: Log, read: Replica['read'], ways: { readonly hangs: boolean }): Log {
  return {
    ...log,
    async *read(range, signal) {
      for await (const batch of log.read(range, signal)) {
        read.refilled += batch.records.length;
        yield batch;
      }
    },
    follow: (from, onBatch, signal) =>
      log.follow(
        from,
        (topic, partition, batch) => {
          if (ways.hangs) return new Promise(() => undefined);
          read.followed += batch.records.length;
          return onBatch(topic, partition, batch);
        },
        signal,
      ),
  };
}

function under(weather: Weather, bus: Bus): Bus {
  return {
    ...bus,
    subscribe: (channel, onText) =>
      bus.subscribe(channel, (text) => {
        for (const delayMs of weather()) {
          if (delayMs === 0) onText(text);
          else void delay(delayMs).then(() => onText(text));
        }
      }),
  };
}

/** A listener, and what it was told. */
export type Heard = {
  readonly tenant: string;
  readonly records: readonly LiveRecord[];
  readonly lost: readonly Lost[];
  /** From where on everything was to be told, and up to where it was. */
  readonly from: Positions;
  positions(): Positions;
  leave(): void;
};

export async function listen(feed: Feed, tenant: string, topic: string): Promise<Heard> {
  const records: LiveRecord[] = [];
  const lost: Lost[] = [];
  const membership = await feed.join(tenant, [topic], {
    onRecord: (record) => void records.push(record),
    onLost: (each) => void lost.push(each),
  });
  const from = membership.positions();
  records.length = 0;
  return { tenant, records, lost, from, positions: () => membership.positions(), leave: () => membership.leave() };
}

/** Reads all that the log holds, in order. */
export async function readAll(log: Log, topic: string): Promise<readonly LiveRecord[]> {
  const low = await log.positions([topic], 'low');
  const high = await log.positions([topic], 'high');
  const all: LiveRecord[] = [];
  for (const [partition, to] of (high[topic] ?? []).entries()) {
    const from = low[topic]?.[partition] ?? 0;
    for await (const { records } of log.read({ topic, partition, from, to }, AbortSignal.timeout(30_000))) {
      all.push(...records);
    }
  }
  return all;
}

/** Holds what a listener heard against the log: between its positions everything of its tenant, in order, once, as it is. */
export function expectHeardAll(heard: Heard, all: readonly LiveRecord[], topic: string): void {
  const to = heard.positions()[topic] ?? [];
  for (const [partition, from] of (heard.from[topic] ?? []).entries()) {
    const expected = all.filter(
      (each) =>
        each.tenant === heard.tenant &&
        each.partition === partition &&
        each.offset >= from &&
        each.offset < (to[partition] ?? 0),
    );
    expect(heard.records.filter((each) => each.partition === partition).map(shown)).toEqual(expected.map(shown));
  }
  expect(heard.lost).toEqual([]);
}

function shown(record: LiveRecord) {
  return { offset: record.offset, head: record.head, data: record.data() };
}

/** Says that a listener has come to where the log ends. */
export async function expectAtEnd(heard: Heard, log: Log, topic: string): Promise<void> {
  expect(heard.positions()).toEqual(await log.positions([topic], 'high'));
}

/** An event of an organisation, such as a service would publish. */
export function eventOf(tenant: string, number: number) {
  return {
    id: randomUUID(),
    type: 'fiscal.order.changed.v1',
    source: '/test',
    subject: `${tenant}-${number % 17}`,
    tenant,
    aggregateVersion: number,
    time: new Date().toISOString(),
    data: { number, text: 'á€"\\' },
  };
}

/** Numbers from 0 up to 1, the same ones for the same seed. */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
