import { randomUUID } from 'node:crypto';
import { ensureTopics } from '@fiscal/kit/events';
import { expect, it } from '@jest/globals';
import { until } from '../../deploy/local/until.ts';
import { follow, type LogSetup, offsetsOf, readAll, untilTold } from './reading.ts';

/** What the dev broker refuses: transactions and topics with settings of their own. What a producer took back is told nobody. */
export function describeTransactions(setup: () => LogSetup): void {
  it.concurrent('gives what was committed, and goes on beyond what was not', async () => {
    const { reader, kafka, newTopic } = setup();
    const topic = await newTopic(1);
    const producer = kafka.producer({ transactionalId: topic, maxInFlightRequests: 1, idempotent: true });
    await producer.connect();
    for (const [values, verdict] of [
      [['a', 'b'], 'commit'],
      [['c', 'd'], 'abort'],
      [['e'], 'commit'],
      [['f'], 'abort'],
    ] as const) {
      const transaction = await producer.transaction();
      await transaction.send({ topic, messages: values.map((value) => ({ value })) });
      await transaction[verdict]();
    }
    await producer.disconnect();
    // a b | marker | c d | marker | e | marker | f | marker
    const to = 10;
    // The last marker may be written after the producer was answered.
    await until('all is decided', 30_000, async () => (await reader.offsets([topic], 'high'))[topic]?.[0] === to);
    const following = follow(reader, topic, [0]);
    await untilTold(following, 3);
    await following.end();
    const batches = await readAll(reader, { topic, partition: 0, from: 0, to });
    expect(batches.flatMap(({ records }) => records).map(({ value }) => String(value))).toEqual(['a', 'b', 'e']);
    expect(batches.at(-1)?.next).toBe(10);
    expect(offsetsOf(following.records.get(0))).toEqual([0, 1, 6]);
    expect(await readAll(reader, { topic, partition: 0, from: 8, to })).toEqual([{ records: [], next: 10 }]);
  });

  it.concurrent('gives a message that is larger than a fetch asks for', async () => {
    const { reader, kafka } = setup();
    const topic = `large-${randomUUID()}`;
    const admin = kafka.admin();
    await admin.connect();
    // From the beginning: a setting that is changed later takes effect some time after it is.
    const configEntries = [{ name: 'max.message.bytes', value: String(8 * 1024 * 1024) }];
    await admin.createTopics({ topics: [{ topic, numPartitions: 2, configEntries }], waitForLeaders: false });
    await admin.disconnect();
    await ensureTopics(kafka, [{ topic, partitions: 2 }]);
    const producer = kafka.producer();
    await producer.connect();
    for (const size of [10, 6_000_000, 20]) {
      const messages = [0, 1].map((partition) => ({ partition, value: 'x'.repeat(size) }));
      await producer.send({ topic, messages });
    }
    await producer.disconnect();
    const following = follow(reader, topic, [0, 0]);
    await untilTold(following, 6);
    await following.end();
    const batches = await readAll(reader, { topic, partition: 0, from: 0, to: 3 });
    const sizes = batches.flatMap(({ records }) => records).map(({ value }) => value?.length);
    expect(sizes).toEqual([10, 6_000_000, 20]);
  });
}
