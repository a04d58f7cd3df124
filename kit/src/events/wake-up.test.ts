import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../../../deploy/local/until.ts';
import { eventOf, setUpDatabase } from '../../../test/events-conformance/setup.ts';
import { addToOutbox } from './outbox.ts';
import { createWakeUp, type WakeUp } from './wake-up.ts';

/** Longer than a test may take: whoever is not woken is not there in time. */
const long = 120_000;

describe('waking a relay', () => {
  let database: Awaited<ReturnType<typeof setUpDatabase>>;
  beforeAll(async () => {
    database = await setUpDatabase();
  });
  afterAll(async () => {
    await database.end();
  });

  const yes = () => Promise.resolve(true);

  /** Tells when the relay has fallen asleep: it asks for the last time before. */
  async function asleep(wakeUp: WakeUp): Promise<{ awake: Promise<void> }> {
    let asked = false;
    const awake = wakeUp.sleep(long, async () => {
      asked = true;
      return true;
    });
    await until('it has asked', 10_000, () => asked);
    return { awake };
  }

  /** Resolves once it listens: connecting rings the bell. */
  async function listening(): Promise<WakeUp> {
    const wakeUp = createWakeUp(database.pool.options);
    await wakeUp.sleep(long, yes);
    return wakeUp;
  }

  async function announcements(work: () => Promise<void>): Promise<number> {
    let heard = 0;
    const client = await database.pool.connect();
    const count = () => {
      heard += 1;
    };
    client.on('notification', count);
    await client.query('listen outbox');
    await work();
    // Notifications come before the answer of the next statement.
    await client.query('select 1');
    await client.query('unlisten outbox');
    client.off('notification', count);
    client.release();
    return heard;
  }

  it('takes a commit, at once', async () => {
    const wakeUp = await listening();
    const { awake } = await asleep(wakeUp);
    const began = Date.now();
    await addToOutbox(database.pool, 'topic', [eventOf('one', 1)]);
    await awake;
    await wakeUp.stop();
    expect(Date.now() - began).toBeLessThan(long / 4);
  });

  it('is announced only while a relay sleeps, since announcing makes writers commit one by one', async () => {
    const write = () => addToOutbox(database.pool, 'topic', [eventOf('one', 1)]);
    expect(await announcements(write)).toBe(0);
    const wakeUp = await listening();
    const { awake } = await asleep(wakeUp);
    expect(await announcements(write)).toBe(1);
    await awake;
    expect(await announcements(write)).toBe(0);
    await wakeUp.stop();
  });

  it('does not sleep through a writer that wrote before it slept and commits after', async () => {
    const wakeUp = await listening();
    const writer = await database.pool.connect();
    await writer.query('begin');
    await addToOutbox(writer, 'topic', [eventOf('slow', 1)]);
    let asked = false;
    const began = Date.now();
    await wakeUp.sleep(long, async () => {
      asked = true;
      return true;
    });
    expect(asked).toBe(false);
    expect(Date.now() - began).toBeLessThan(long / 4);
    await writer.query('commit');
    writer.release();
    await wakeUp.stop();
  });

  it('wakes every relay that sleeps, and works again when connections were killed', async () => {
    const [one, other] = [await listening(), await listening()];
    const first = await asleep(one);
    const second = other.sleep(long, yes);
    await until('the second sleeps beside the first', 10_000, async () => {
      const { rows } = await database.pool.query(
        `select from pg_stat_activity where usename = current_user and state = 'idle' and query like '%pg_locks%' and pid <> pg_backend_pid()`,
      );
      return rows.length > 0;
    });
    await addToOutbox(database.pool, 'topic', [eventOf('one', 1)]);
    await Promise.all([first.awake, second]);
    await other.stop();
    await database.pool.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where usename = current_user and pid <> pg_backend_pid()',
    );
    await one.sleep(long, yes);
    const again = await asleep(one);
    await addToOutbox(database.pool, 'topic', [eventOf('one', 2)]);
    await again.awake;
    await one.stop();
  });
});
