import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { CompressionTypes, type Kafka } from 'kafkajs';
import { until } from '../../until.ts';
import { consume, createClient, startTestBroker, type TestBroker, withProducer } from './clients.ts';

// kafkajs waits for its pending fetches when it stops, and the machine may be busy.
jest.setTimeout(60_000);

/** What a fetch waits for a message: far more than a message takes, on a busy machine too. */
const longWaitMs = 5_000;

let broker: TestBroker;
let kafka: Kafka;

beforeAll(async () => {
  broker = await startTestBroker();
  kafka = createClient(broker.port);
});
afterAll(() => broker.remove());

describe('producing and consuming', () => {
  it.concurrent('delivers keys, values, headers and timestamps as they were sent', async () => {
    await withProducer(kafka, (producer) =>
      producer.send({
        topic: 'plain',
        messages: [
          { key: 'k', value: 'á€😀', headers: { ce_id: '1', many: ['x', 'y'] }, timestamp: '1700000000123' },
          { key: null, value: null },
          { value: Buffer.alloc(200_000, 7) },
        ],
      }),
    );
    const { consumer, messages } = await consume(kafka, 'plain-readers', 'plain');
    await until('three messages', 15_000, () => messages.length === 3);
    await consumer.disconnect();
    const found = messages.find(({ message }) => message.key !== null);
    expect(found?.message.value?.toString()).toBe('á€😀');
    expect(found?.message.timestamp).toBe('1700000000123');
    expect(found?.message.headers).toEqual({ ce_id: Buffer.from('1'), many: [Buffer.from('x'), Buffer.from('y')] });
    expect(messages.some(({ message }) => message.value === null)).toBe(true);
    expect(messages.some(({ message }) => message.value?.equals(Buffer.alloc(200_000, 7)))).toBe(true);
  });

  it.concurrent('keeps the order of each key across batches, plain and compressed', async () => {
    const rounds = 30;
    await withProducer(kafka, async (producer) => {
      for (let round = 0; round < rounds; round += 1) {
        const messages = ['a', 'b', 'c'].map((key) => ({ key, value: `${round}` }));
        const compression = round % 2 === 0 ? CompressionTypes.GZIP : CompressionTypes.None;
        await producer.send({ topic: 'ordered', messages, compression });
      }
    });
    const { consumer, messages } = await consume(kafka, 'order-readers', 'ordered');
    await until('all messages', 15_000, () => messages.length === rounds * 3);
    await consumer.disconnect();
    for (const key of ['a', 'b', 'c']) {
      const values = messages
        .filter(({ message }) => message.key?.toString() === key)
        .map(({ message }) => message.value);
      expect(values.map(String)).toEqual(Array.from({ length: rounds }, (_, round) => `${round}`));
    }
  });

  it.concurrent('hands a waiting consumer a message as soon as there is one', async () => {
    await withProducer(kafka, async (producer) => {
      await producer.send({ topic: 'live', messages: [{ value: 'first' }] });
      const consumer = kafka.consumer({ groupId: 'live-readers', maxWaitTimeInMs: longWaitMs });
      const latenciesMs: number[] = [];
      await consumer.connect();
      await consumer.subscribe({ topic: 'live', fromBeginning: true });
      await consumer.run({
        eachMessage: async ({ message }) => void latenciesMs.push(Date.now() - Number(message.timestamp)),
      });
      await until('the first message', 15_000, () => latenciesMs.length === 1);
      for (let sent = 1; sent <= 9; sent += 1) {
        await producer.send({ topic: 'live', messages: [{ value: 'next' }] });
        await until('the next message', 2 * longWaitMs, () => latenciesMs.length === sent + 1);
      }
      await consumer.disconnect();
      const median = latenciesMs.slice(1).toSorted((a, b) => a - b)[4];
      expect(median).toBeLessThan(longWaitMs / 2);
    });
  });

  it.concurrent('answers with a batch however small the consumer set its limits', async () => {
    await withProducer(kafka, (producer) =>
      producer.send({ topic: 'large', messages: [{ value: 'x'.repeat(500_000) }, { value: 'y'.repeat(500_000) }] }),
    );
    const consumer = kafka.consumer({
      groupId: 'small-readers',
      maxWaitTimeInMs: 200,
      maxBytes: 10,
      maxBytesPerPartition: 10,
    });
    const sizes: number[] = [];
    await consumer.connect();
    await consumer.subscribe({ topic: 'large', fromBeginning: true });
    await consumer.run({ eachMessage: async ({ message }) => void sizes.push(message.value?.length ?? 0) });
    await until('both messages', 15_000, () => sizes.length === 2);
    await consumer.disconnect();
    expect(sizes).toEqual([500_000, 500_000]);
  });

  it.concurrent('refuses a batch beyond what Kafka takes by default, and goes on', async () => {
    await withProducer(kafka, async (producer) => {
      const tooLarge = producer.send({ topic: 'refused', messages: [{ key: 'k', value: 'x'.repeat(1_100_000) }] });
      await expect(tooLarge).rejects.toMatchObject({ type: 'MESSAGE_TOO_LARGE' });
      const sent = await producer.send({ topic: 'refused', messages: [{ key: 'k', value: 'small' }] });
      expect(sent).toMatchObject([{ errorCode: 0, baseOffset: '0' }]);
    });
  });

  it.concurrent('takes messages without acknowledgement, and from an idempotent producer', async () => {
    const idempotent = kafka.producer({ idempotent: true });
    await idempotent.connect();
    await idempotent.send({ topic: 'acks', messages: [{ value: 'idempotent' }] });
    await idempotent.disconnect();
    const { consumer, messages } = await consume(kafka, 'acks-readers', 'acks');
    await withProducer(kafka, async (producer) => {
      await producer.send({ topic: 'acks', acks: 0, messages: [{ value: 'unconfirmed' }] });
      await producer.send({ topic: 'acks', acks: 1, messages: [{ value: 'leader' }] });
      await until('all messages', 15_000, () => messages.length === 3);
    });
    await consumer.disconnect();
    expect(messages.map(({ message }) => String(message.value)).toSorted()).toEqual([
      'idempotent',
      'leader',
      'unconfirmed',
    ]);
  });

  it.concurrent('starts over where a consumer asks for an offset that is not there', async () => {
    await withProducer(kafka, (producer) =>
      producer.send({ topic: 'beyond', messages: [{ key: 'k', value: 'only' }] }),
    );
    const admin = kafka.admin();
    await admin.connect();
    const partitions = Array.from({ length: 4 }, (_, partition) => ({ partition, offset: '1000' }));
    await admin.setOffsets({ groupId: 'beyond-readers', topic: 'beyond', partitions });
    await admin.disconnect();
    const { consumer, messages } = await consume(kafka, 'beyond-readers', 'beyond');
    await until('the message', 15_000, () => messages.length === 1);
    await consumer.disconnect();
    expect(messages[0]?.message.offset).toBe('0');
  });
});
