import { createPool } from '@fiscal/kit';
import { addToOutbox, type Event, relayPart } from '@fiscal/kit/events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { until } from '../../deploy/local/until.ts';
import { eventOf, type Setup, setUpDatabase, versionsBySubject } from './setup.ts';
import { tail } from './tail.ts';

/** What was committed reaches Kafka, all of it, in order per subject, and nothing else does. */
export function describeRelaying(setup: () => Setup): void {
  describe('relay', () => {
    let database: Awaited<ReturnType<typeof setUpDatabase>>;
    beforeAll(async () => {
      database = await setUpDatabase();
    });
    afterAll(async () => {
      await database.end();
    });

    async function commit(topic: string, events: readonly Event[], end: 'commit' | 'rollback' = 'commit') {
      const client = await database.pool.connect();
      await client.query('begin');
      await addToOutbox(client, topic, events);
      await client.query(end);
      client.release();
    }

    const tailed = (topic: string) => tail(setup().kafka, topic);

    async function emptied(pool: pg.Pool): Promise<boolean> {
      const { rows } = await pool.query('select from outbox limit 1');
      return rows.length === 0;
    }

    it('relays what was committed, at once, and nothing that was rolled back', async () => {
      const { kafka, newTopic } = setup();
      const topic = await newTopic(2);
      const { seen, stop } = await tailed(topic);
      const relay = relayPart({ kafka, pools: [database.pool] });
      await relay.start();
      await commit(topic, [eventOf('lost', 1)], 'rollback');
      await commit(topic, [eventOf('kept', 1)]);
      await until('the relay is warm', 20_000, () => seen.length === 1);
      const event = eventOf('kept', 2);
      await commit(topic, [event]);
      await until('the event is there, as it was announced', 20_000, () => seen.length === 2);
      await Promise.all([relay.stop(), stop()]);
      expect(seen[1]).toEqual(event);
      expect(versionsBySubject(seen)).toEqual(new Map([['kept', [1, 2]]]));
    });

    it('keeps the order per subject and loses nothing with three relays and many writers', async () => {
      const { kafka, newTopic } = setup();
      const topic = await newTopic(4);
      const { seen, stop } = await tailed(topic);
      const pools = [1, 2, 3].map((n) => createPool(database.url, `relay ${n}`));
      const relays = pools.map((pool) => relayPart({ kafka, pools: [pool] }));
      await Promise.all(relays.map((relay) => relay.start()));
      const subjects = Array.from({ length: 30 }, (_, n) => `parallel-${n}`);
      const versions = Array.from({ length: 20 }, (_, n) => n + 1);
      // As many at a time as the pool has connections: who waits too long for one is refused.
      const lanes = Array.from({ length: 10 }, (_, lane) => subjects.filter((_, n) => n % 10 === lane));
      await Promise.all(
        lanes.map(async (lane) => {
          for (const version of versions) for (const subject of lane) await commit(topic, [eventOf(subject, version)]);
        }),
      );
      await until('the outbox is empty', 30_000, () => emptied(database.pool));
      await until('all events are there', 30_000, () => new Set(seen.map((event) => event.id)).size === 600);
      await Promise.all([...relays.map((relay) => relay.stop()), stop()]);
      await Promise.all(pools.map((pool) => pool.end()));
      // Nothing failed, so nothing is there twice either.
      expect(seen).toHaveLength(600);
      expect(versionsBySubject(seen).size).toBe(30);
      for (const order of versionsBySubject(seen).values()) expect(order).toEqual(versions);
    });

    it('relays a row whose transaction commits after those that came later', async () => {
      const { kafka, newTopic } = setup();
      const topic = await newTopic(1);
      const { seen, stop } = await tailed(topic);
      const relay = relayPart({ kafka, pools: [database.pool] });
      await relay.start();
      const slow = await database.pool.connect();
      await slow.query('begin');
      await addToOutbox(slow, topic, [eventOf('slow', 1)]);
      await commit(topic, [eventOf('quick', 1)]);
      await until('the later row is relayed', 20_000, () => seen.length === 1);
      await slow.query('commit');
      slow.release();
      await until('the earlier row is relayed', 20_000, () => seen.length === 2);
      await Promise.all([relay.stop(), stop()]);
      expect(seen.map((event) => event.subject)).toEqual(['quick', 'slow']);
    });

    it('goes on when the broker and every connection to Postgres were killed', async () => {
      const { backend, kafka, newTopic } = setup();
      const topic = await newTopic(4);
      const { seen, stop } = await tailed(topic);
      const relay = relayPart({ kafka, pools: [database.pool] });
      await relay.start();
      const subjects = Array.from({ length: 10 }, (_, n) => `survivor-${n}`);
      const round = async (version: number) => {
        for (const subject of subjects) await commit(topic, [eventOf(subject, version)]);
      };
      await round(1);
      await until('the first round is relayed', 20_000, () => seen.length >= 10);
      await backend.kill();
      await round(2);
      await database.pool.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where usename = current_user and pid <> pg_backend_pid()`,
      );
      await until('Postgres takes connections', 20_000, () => round(3).then(() => true));
      await backend.restart();
      await until('the outbox is empty', 30_000, () => emptied(database.pool));
      await until('all are there', 30_000, () => new Set(seen.map((event) => event.id)).size >= 30);
      await Promise.all([relay.stop(), stop()]);
      for (const order of versionsBySubject(seen).values()) expect(order).toEqual([1, 2, 3]);
    });
  });
}
