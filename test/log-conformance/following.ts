import { expect, it } from '@jest/globals';
import { until } from '../../deploy/local/until.ts';
import { eventOf, interleaved } from '../events-conformance/setup.ts';
import { follow, type LogSetup, offsetsOf, sequence, untilTold } from './reading.ts';

const sum = (offsets: readonly number[]) => offsets.reduce((total, offset) => total + offset, 0);

/** Following tells everything from the positions on, in order, each once, whatever happens to the broker. */
export function describeFollowing(setup: () => LogSetup): void {
  it.concurrent('tells every record of many partitions in order, each once, from the positions given', async () => {
    const { reader, publish, newTopic } = setup();
    const topic = await newTopic(48);
    await publish(topic, interleaved(100, 2));
    const from = (await reader.offsets([topic], 'high'))[topic] ?? [];
    const following = follow(reader, topic, from);
    await publish(topic, interleaved(100, 5));
    const high = (await reader.offsets([topic], 'high'))[topic] ?? [];
    // Kafka may not have been ready for all of a new topic: then some were sent again.
    expect(sum(high) - sum(from)).toBeGreaterThanOrEqual(500);
    await untilTold(following, sum(high) - sum(from));
    await following.end();
    for (const [partition, end] of high.entries()) {
      expect(offsetsOf(following.records.get(partition))).toEqual(sequence(from[partition] ?? 0, end));
    }
  });

  it.concurrent('tells two who follow the same partition, each from where it stands', async () => {
    const { reader, publish, newTopic } = setup();
    const topic = await newTopic(1);
    await publish(topic, interleaved(1, 10));
    const [one, other] = [follow(reader, topic, [0]), follow(reader, topic, [7])];
    await Promise.all([untilTold(one, 10), untilTold(other, 3)]);
    await publish(topic, interleaved(1, 5));
    await Promise.all([untilTold(one, 15), untilTold(other, 8)]);
    await Promise.all([one.end(), other.end()]);
    expect(offsetsOf(one.records.get(0))).toEqual(sequence(0, 15));
    expect(offsetsOf(other.records.get(0))).toEqual(sequence(7, 15));
  });

  it('loses nothing and tells nothing twice while the broker is killed and restarted', async () => {
    const { backend, reader, publish, newTopic } = setup();
    const topic = await newTopic(6);
    const following = follow(
      reader,
      topic,
      sequence(0, 6).map(() => 0),
    );
    let published = 0;
    const tryToPublish = (batch: ReturnType<typeof interleaved>) =>
      publish(topic, batch).then(
        () => {
          published += batch.length;
          return true;
        },
        () => false,
      );
    for (let round = 0; round < 2; round += 1) {
      await tryToPublish(interleaved(20, 5));
      await backend.kill();
      await backend.restart();
      await until('the broker takes events', 60_000, () => tryToPublish([eventOf('again', round)]));
    }
    await untilTold(following, published);
    const high = (await reader.offsets([topic], 'high'))[topic] ?? [];
    // An answer may have been lost, and what was sent again is there twice: the log says what there is.
    await untilTold(following, sum(high));
    await following.end();
    for (const [partition, end] of high.entries()) {
      expect(offsetsOf(following.records.get(partition))).toEqual(sequence(0, end));
    }
    expect(following.batches.filter(({ lost }) => lost)).toEqual([]);
  });

  it.concurrent('gives the next batch when the last one is dealt with, and others do not wait for that', async () => {
    const { reader, publish, newTopic } = setup();
    const topic = await newTopic(2);
    const { promise: dealtWith, resolve } = Promise.withResolvers<void>();
    const following = follow(reader, topic, [0, 0], (partition) => (partition === 0 ? dealtWith : Promise.resolve()));
    const ofPartition = (partition: number) => following.records.get(partition)?.length ?? 0;
    const publishAll = () => publish(topic, interleaved(20, 1));
    await publishAll();
    await until('both are told', 30_000, () => ofPartition(0) > 0 && ofPartition(1) > 0);
    const [first, second] = [ofPartition(0), ofPartition(1)];
    await publishAll();
    await until('the other is told more', 30_000, () => ofPartition(1) === 2 * second);
    expect(ofPartition(0)).toBe(first);
    resolve();
    await until('the slow one, too', 30_000, () => ofPartition(0) === 2 * first);
    await following.end();
  });

  it.concurrent('rejects when who is told fails, and tells it nothing more', async () => {
    const { reader, publish, newTopic } = setup();
    const topic = await newTopic(1);
    await publish(topic, interleaved(1, 3));
    const told: unknown[] = [];
    const onBatch = async (...batch: unknown[]) => {
      told.push(batch);
      throw new Error('no room');
    };
    const followed = reader.follow([{ topic, partition: 0, from: 0 }], onBatch, new AbortController().signal);
    await expect(followed).rejects.toThrow('no room');
    await publish(topic, interleaved(1, 3));
    const other = follow(reader, topic, [0]);
    await untilTold(other, 6);
    await other.end();
    expect(told).toHaveLength(1);
  });
}
