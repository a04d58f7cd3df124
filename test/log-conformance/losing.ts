import { ensureTopics } from '@fiscal/kit/events';
import { expect, it } from '@jest/globals';
import { until } from '../../deploy/local/until.ts';
import { interleaved } from '../events-conformance/setup.ts';
import { follow, type LogSetup, offsetsOf, readAll, sequence, untilTold } from './reading.ts';

/** What the log does not hold any more is told, with its offsets, and never passed over. */
export function describeLosing(setup: () => LogSetup): void {
  async function withAdmin<T>(work: (admin: ReturnType<LogSetup['kafka']['admin']>) => Promise<T>): Promise<T> {
    const admin = setup().kafka.admin();
    await admin.connect();
    return work(admin).finally(() => admin.disconnect());
  }

  /** Deletes what lies before the offset, as retention does. */
  const cut = (topic: string, offset: number) =>
    withAdmin(async (admin) => {
      // kafkajs deletes records only of topics whose leaders it has asked for before.
      await admin.fetchTopicOffsets(topic);
      await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: `${offset}` }] });
    });

  async function newLog(count: number): Promise<string> {
    const topic = await setup().newTopic(1);
    await setup().publish(topic, interleaved(1, count));
    return topic;
  }

  it.concurrent('tells what is gone of a range, and reads the rest', async () => {
    const { reader } = setup();
    const topic = await newLog(10);
    await cut(topic, 6);
    expect(await reader.offsets([topic], 'low')).toEqual({ [topic]: [6] });
    const [lost, ...rest] = await readAll(reader, { topic, partition: 0, from: 2, to: 9 });
    expect(lost).toEqual({ records: [], next: 6, lost: { from: 2, to: 6, reason: 'gone' } });
    expect(offsetsOf(rest.flatMap(({ records }) => records))).toEqual([6, 7, 8]);
    expect(rest.at(-1)?.next).toBe(9);
  });

  it.concurrent('tells no more to be gone than was asked for', async () => {
    const { reader } = setup();
    const topic = await newLog(10);
    await cut(topic, 8);
    expect(await readAll(reader, { topic, partition: 0, from: 1, to: 4 })).toEqual([
      { records: [], next: 4, lost: { from: 1, to: 4, reason: 'gone' } },
    ]);
  });

  it.concurrent('tells who follows what was taken before it came to it', async () => {
    const { reader, publish } = setup();
    const topic = await newLog(3);
    const { promise: dealtWith, resolve } = Promise.withResolvers<void>();
    const following = follow(reader, topic, [0], () => dealtWith);
    await untilTold(following, 3);
    await publish(topic, interleaved(1, 5));
    await cut(topic, 6);
    resolve();
    await untilTold(following, 5);
    await following.end();
    expect(offsetsOf(following.records.get(0))).toEqual([0, 1, 2, 6, 7]);
    expect(following.batches.flatMap(({ lost }) => lost ?? [])).toEqual([{ from: 3, to: 6, reason: 'gone' }]);
  });

  it.concurrent('tells who follows a topic that is made anew that all it holds may be missing, and goes on at its end', async () => {
    const { reader, publish } = setup();
    const topic = await newLog(10);
    const following = follow(reader, topic, [0]);
    await untilTold(following, 10);
    await withAdmin((admin) => admin.deleteTopics({ topics: [topic] }));
    await until('the topic is gone', 30_000, () =>
      withAdmin(async (admin) => !(await admin.listTopics()).includes(topic)),
    );
    // Waiting for leaders as kafkajs does fails where a broker does not know the new topic yet.
    await withAdmin((admin) => admin.createTopics({ topics: [{ topic, numPartitions: 1 }], waitForLeaders: false }));
    await ensureTopics(setup().kafka, [{ topic, partitions: 1 }]);
    await until('the follower knows', 60_000, () => following.batches.some(({ lost }) => lost));
    await publish(topic, interleaved(1, 4));
    await untilTold(following, 14);
    await following.end();
    const [lost] = following.batches.flatMap((batch) => batch.lost ?? []);
    expect(lost).toEqual({ from: 0, to: 0, reason: 'gone' });
    expect(offsetsOf(following.records.get(0)?.slice(10))).toEqual(sequence(0, 4));
  });
}
