import { decode } from '@fiscal/kit/events';
import { expect, it } from '@jest/globals';
import kafkajs from 'kafkajs';
import { eventOf, interleaved } from '../events-conformance/setup.ts';
import { follow, type LogSetup, offsetsOf, readAll, sequence, untilTold } from './reading.ts';

const { CompressionTypes } = kafkajs;

/** Short reads give exactly what was asked for. */
export function describeRanges(setup: () => LogSetup): void {
  it.concurrent('tells where partitions begin and end', async () => {
    const { reader, publish, newTopic } = setup();
    const [one, other] = [await newTopic(3), await newTopic(1)];
    await publish(other, interleaved(1, 4));
    expect(await reader.offsets([one, other], 'high')).toEqual({ [one]: [0, 0, 0], [other]: [4] });
    expect(await reader.offsets([one, other], 'low')).toEqual({ [one]: [0, 0, 0], [other]: [0] });
  });

  it.concurrent('gives the records of a range as they were written', async () => {
    const { reader, publish, newTopic } = setup();
    const topic = await newTopic(1);
    const events = interleaved(3, 3);
    await publish(topic, events);
    const records = (await readAll(reader, { topic, partition: 0, from: 2, to: 7 })).flatMap((batch) => batch.records);
    expect(offsetsOf(records)).toEqual(sequence(2, 7));
    expect(records.map(decode)).toMatchObject(events.slice(2, 7));
  });

  it.concurrent('gives nothing from before the range, though a compressed batch is given whole', async () => {
    const { reader, kafka, newTopic } = setup();
    const topic = await newTopic(1);
    const producer = kafka.producer();
    await producer.connect();
    const messages = sequence(0, 100).map((index) => ({ key: `${index}`, value: 'same '.repeat(100) }));
    await producer.send({ topic, messages, compression: CompressionTypes.GZIP });
    await producer.disconnect();
    const batches = await readAll(reader, { topic, partition: 0, from: 40, to: 60 });
    const records = batches.flatMap((batch) => batch.records);
    expect(records.map(({ key }) => Number(key))).toEqual(sequence(40, 60));
    expect(batches.at(-1)?.next).toBe(60);
  });

  it.concurrent('gives large messages, beside which small ones of other partitions come through', async () => {
    const { reader, publish, newTopic } = setup();
    const topic = await newTopic(8);
    const large = 'x'.repeat(900_000);
    for (const index of sequence(0, 12)) {
      await publish(topic, [eventOf(`subject-${index}`, 1, large), eventOf(`subject-${index}`, 2)]);
    }
    const following = follow(
      reader,
      topic,
      sequence(0, 8).map(() => 0),
    );
    await untilTold(following, 24);
    await following.end();
    const high = (await reader.offsets([topic], 'high'))[topic] ?? [];
    for (const [partition, to] of high.entries()) {
      const batches = await readAll(reader, { topic, partition, from: 0, to });
      expect(offsetsOf(batches.flatMap(({ records }) => records))).toEqual(sequence(0, to));
      expect(offsetsOf(following.records.get(partition))).toEqual(sequence(0, to));
    }
  });

  it.concurrent('gives two hundred short reads at the same time what each asked for', async () => {
    const { reader, publish, newTopic } = setup();
    const topic = await newTopic(2);
    await publish(topic, interleaved(50, 20));
    const [ends = []] = Object.values(await reader.offsets([topic], 'high'));
    const ranges = sequence(0, 200).map((index) => {
      const partition = index % 2;
      const from = (index * 7) % ((ends[partition] ?? 0) - 5);
      return { topic, partition, from, to: from + 5 };
    });
    const read = await Promise.all(ranges.map((range) => readAll(reader, range)));
    const found = read.map((batches) => offsetsOf(batches.flatMap(({ records }) => records)));
    expect(found).toEqual(ranges.map(({ from, to }) => sequence(from, to)));
  });

  it.concurrent('stops reading when it is told to', async () => {
    const { reader, newTopic } = setup();
    const topic = await newTopic(1);
    const stop = new AbortController();
    const reading = Array.fromAsync(reader.read({ topic, partition: 0, from: 0, to: 1 }, stop.signal));
    stop.abort();
    expect(await reading).toEqual([]);
  });

  it.concurrent('says that there is no such topic', async () => {
    const { reader } = setup();
    const unknown = { kind: 'invalid', code: 'UNKNOWN_TOPIC' };
    await expect(reader.offsets(['no-such-topic'], 'high')).rejects.toMatchObject(unknown);
    const range = { topic: 'no-such-topic', partition: 0, from: 0, to: 1 };
    await expect(readAll(reader, range)).rejects.toMatchObject(unknown);
    await expect(readAll(reader, { ...range, topic: 'not a name' })).rejects.toMatchObject(unknown);
  });
}
