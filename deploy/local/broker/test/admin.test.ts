import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Admin, Kafka } from 'kafkajs';
import { until } from '../../until.ts';
import { consume, createClient, startTestBroker, type TestBroker, withProducer } from './clients.ts';

// kafkajs waits for its pending fetches when it stops, and the machine may be busy.
jest.setTimeout(60_000);

let broker: TestBroker;
let kafka: Kafka;
let admin: Admin;

beforeAll(async () => {
  broker = await startTestBroker();
  kafka = createClient(broker.port);
  admin = kafka.admin();
  await admin.connect();
});
afterAll(async () => {
  await admin.disconnect();
  await broker.remove();
});

async function partitionsOf(topic: string): Promise<number | undefined> {
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
  return topics[0]?.partitions.length;
}

describe('the admin client', () => {
  it('creates topics with as many partitions as asked for, or four', async () => {
    expect(await admin.createTopics({ topics: [{ topic: 'eight', numPartitions: 8 }, { topic: 'plain' }] })).toBe(true);
    expect(await partitionsOf('eight')).toBe(8);
    expect(await partitionsOf('plain')).toBe(4);
  });

  it('says when a topic is there already', async () => {
    await admin.createTopics({ topics: [{ topic: 'twice' }] });
    expect(await admin.createTopics({ topics: [{ topic: 'twice', numPartitions: 9 }] })).toBe(false);
    expect(await partitionsOf('twice')).toBe(4);
  });

  it('only checks when asked to only check', async () => {
    expect(
      await admin.createTopics({ validateOnly: true, waitForLeaders: false, topics: [{ topic: 'checked' }] }),
    ).toBe(true);
    expect(await admin.listTopics()).not.toContain('checked');
  });

  it.each([
    ['INVALID_TOPIC_EXCEPTION', { topic: 'no/slash' }],
    ['INVALID_TOPIC_EXCEPTION', { topic: '..' }],
    ['INVALID_PARTITIONS', { topic: 'none', numPartitions: 0 }],
    ['INVALID_PARTITIONS', { topic: 'many', numPartitions: 100_000 }],
    ['INVALID_REPLICATION_FACTOR', { topic: 'replicated', replicationFactor: 3 }],
    ['INVALID_REPLICA_ASSIGNMENT', { topic: 'assigned', replicaAssignment: [{ partition: 0, replicas: [5] }] }],
    ['INVALID_CONFIG', { topic: 'compacted', configEntries: [{ name: 'cleanup.policy', value: 'compact' }] }],
  ])('refuses with %s to create %j', async (type, topic) => {
    const refused = admin.createTopics({ topics: [topic] });
    await expect(refused).rejects.toMatchObject({ errors: [{ type }] });
    expect(await admin.listTopics()).not.toContain(topic.topic);
  });

  it('creates a topic that is only named, where the client allows it', async () => {
    expect(await admin.listTopics()).not.toContain('named');
    await withProducer(kafka, (producer) => producer.send({ topic: 'named', messages: [{ value: 'x' }] }));
    expect(await partitionsOf('named')).toBe(4);
  });

  it('deletes a topic with its messages and what was committed of it', async () => {
    await withProducer(kafka, (producer) => producer.send({ topic: 'doomed', messages: [{ value: 'old' }] }));
    const { consumer, messages } = await consume(kafka, 'doomed-readers', 'doomed');
    await until('the message', 15_000, () => messages.length === 1);
    await consumer.disconnect();
    await admin.deleteTopics({ topics: ['doomed'] });
    expect(await admin.listTopics()).not.toContain('doomed');
    expect(await admin.fetchOffsets({ groupId: 'doomed-readers' })).toEqual([]);
    await admin.createTopics({ topics: [{ topic: 'doomed', numPartitions: 1 }] });
    expect(await admin.fetchTopicOffsets('doomed')).toEqual([{ partition: 0, offset: '0', high: '0', low: '0' }]);
  });

  it('says when a topic to delete is not there', async () => {
    // kafkajs holds this error for one that passes, and would try again for long.
    const impatient = createClient(broker.port, { retries: 0 }).admin();
    await impatient.connect();
    const refused = impatient.deleteTopics({ topics: ['nowhere'] });
    await expect(refused).rejects.toMatchObject({ cause: { type: 'UNKNOWN_TOPIC_OR_PARTITION' } });
    await impatient.disconnect();
  });

  it('deletes records up to an offset, or all there are, and none that are yet to come', async () => {
    const topic = 'trimmed';
    await admin.createTopics({ topics: [{ topic, numPartitions: 1 }] });
    const messages = ['a', 'b', 'c'].map((value) => ({ value }));
    await withProducer(kafka, (producer) => producer.send({ topic, messages }));
    const trim = (offset: string) => admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset }] });
    // kafkajs deletes records only of topics whose leaders it has asked for before.
    await admin.fetchTopicOffsets(topic);
    await trim('2');
    expect(await admin.fetchTopicOffsets(topic)).toEqual([{ partition: 0, offset: '3', high: '3', low: '2' }]);
    await expect(trim('4')).rejects.toThrow('deleting records');
    await trim('-1');
    expect(await admin.fetchTopicOffsets(topic)).toEqual([{ partition: 0, offset: '3', high: '3', low: '3' }]);
  });

  it('finds offsets by time', async () => {
    await admin.createTopics({ topics: [{ topic: 'timed', numPartitions: 1 }] });
    await withProducer(kafka, async (producer) => {
      for (const timestamp of ['1000', '2000', '3000']) {
        await producer.send({
          topic: 'timed',
          messages: [
            { value: 'x', timestamp },
            { value: 'y', timestamp: `${timestamp.slice(0, 1)}500` },
          ],
        });
      }
    });
    const find = async (timestamp: number) => (await admin.fetchTopicOffsetsByTimestamp('timed', timestamp))[0]?.offset;
    expect(await find(0)).toBe('0');
    expect(await find(1500)).toBe('1');
    expect(await find(1501)).toBe('2');
    expect(await find(9000)).toBe('6');
  });

  it('lists and describes groups, and sets and resets their offsets', async () => {
    await withProducer(kafka, (producer) => producer.send({ topic: 'grouped', messages: [{ key: 'k', value: 'x' }] }));
    const { consumer, messages } = await consume(kafka, 'described', 'grouped');
    await until('the message', 15_000, () => messages.length === 1);
    expect((await admin.describeGroups(['described'])).groups).toMatchObject([
      { groupId: 'described', state: 'Stable', protocolType: 'consumer', members: [{ clientId: 'test' }] },
    ]);
    await consumer.disconnect();
    expect((await admin.listGroups()).groups).toContainEqual({ groupId: 'described', protocolType: 'consumer' });
    expect((await admin.describeGroups(['described', 'nobody'])).groups).toMatchObject([
      { state: 'Empty' },
      { state: 'Dead' },
    ]);
    await admin.setOffsets({ groupId: 'described', topic: 'grouped', partitions: [{ partition: 1, offset: '5' }] });
    const [fetched] = await admin.fetchOffsets({ groupId: 'described', topics: ['grouped'] });
    expect(fetched?.partitions.find(({ partition }) => partition === 1)?.offset).toBe('5');
    await admin.resetOffsets({ groupId: 'described', topic: 'grouped', earliest: true });
    const [reset] = await admin.fetchOffsets({ groupId: 'described', topics: ['grouped'] });
    expect(reset?.partitions.map(({ offset }) => offset)).toEqual(['-2', '-2', '-2', '-2']);
  });

  it('sees one node that controls and leads everything', async () => {
    const { brokers, controller } = await admin.describeCluster();
    expect(brokers).toEqual([{ nodeId: controller, host: '127.0.0.1', port: broker.port }]);
  });
});
