import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventOf, setUpDatabase } from '../../../test/events-conformance/setup.ts';
import { addToOutbox } from './outbox.ts';
import type { TopicMessages } from './producer.ts';
import { relayPass } from './relay-pass.ts';

describe('the outbox', () => {
  let database: Awaited<ReturnType<typeof setUpDatabase>>;
  beforeAll(async () => {
    database = await setUpDatabase();
  });
  afterAll(async () => {
    await database.end();
  });

  async function waiting(): Promise<number> {
    const { rows } = await database.pool.query<{ count: number }>('select count(*)::int as count from outbox');
    return rows[0]?.count ?? 0;
  }

  it('refuses an event that no broker would take, since it would hold up all that follow', async () => {
    const large = eventOf('large', 1, { text: 'x'.repeat(900_000) });
    await expect(addToOutbox(database.pool, 'topic', [large])).rejects.toThrow('larger than 900000 bytes');
    expect(await waiting()).toBe(0);
  });

  it('is sent in requests of bounded size, in order', async () => {
    const events = Array.from({ length: 12 }, (_, n) => eventOf(`subject-${n % 3}`, n, { text: 'y'.repeat(200_000) }));
    await addToOutbox(database.pool, 'topic', events);
    const sent: TopicMessages[] = [];
    const send = async (batches: readonly TopicMessages[]) => void sent.push(...batches);
    while ((await relayPass(database.pool, send)).moved > 0);
    for (const { messages } of sent) {
      expect(messages.reduce((sum, { value }) => sum + (value?.length ?? 0), 0)).toBeLessThan(1_000_000);
    }
    for (const subject of ['subject-0', 'subject-1', 'subject-2']) {
      const ids = sent.flatMap(({ messages }) => messages).filter(({ key }) => key === subject);
      const expected = events.filter((event) => event.subject === subject).map((event) => event.id);
      expect(ids.map(({ headers }) => headers?.ce_id)).toEqual(expected);
    }
    expect(await waiting()).toBe(0);
  });

  it('keeps its events when they could not be sent', async () => {
    await addToOutbox(database.pool, 'topic', [eventOf('kept', 1)]);
    const refuse = () => Promise.reject(new Error('no broker'));
    await expect(relayPass(database.pool, refuse)).rejects.toThrow('no broker');
    expect(await waiting()).toBe(1);
    await database.pool.query('delete from outbox');
  });

  it('leaves a bucket to the relay that has it', async () => {
    await addToOutbox(database.pool, 'topic', [eventOf('contended', 1)]);
    let other: Awaited<ReturnType<typeof relayPass>> | undefined;
    const sendWhileAnotherTries = async () => {
      other = await relayPass(database.pool, () => Promise.reject(new Error('must not be sent twice')));
    };
    expect(await relayPass(database.pool, sendWhileAnotherTries)).toEqual({ moved: 1, contended: false });
    expect(other).toEqual({ moved: 0, contended: true });
  });
});
