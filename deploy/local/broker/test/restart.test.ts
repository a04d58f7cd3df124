import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Kafka, Producer } from 'kafkajs';
import { until } from '../../until.ts';
import { startBroker } from '../index.ts';
import { type BrokerProcess, startBrokerProcess } from './broker-process.ts';
import { consume, createClient, createFolder, type RunningConsumer, withProducer } from './clients.ts';

let dir: string;
// kafkajs waits for its pending fetches when it stops, and the machine may be busy.
jest.setTimeout(60_000);

let broker: BrokerProcess;
let kafka: Kafka;

beforeEach(async () => {
  dir = await createFolder();
  broker = await startBrokerProcess(dir, 0);
  kafka = createClient(broker.port);
});
afterEach(async () => {
  await broker.end('SIGTERM');
  await rm(dir, { recursive: true });
});

async function restart(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  await broker.end(signal);
  broker = await startBrokerProcess(dir, broker.port);
}

/** Sends one message after the other until the broker dies; answers where each acknowledged one was put. */
async function sendUntilDeath(producer: Producer, first: number, onAcknowledged: (count: number) => void) {
  const acknowledged = new Map<string, string>();
  for (let next = first; ; next += 1) {
    const value = `${next}`;
    try {
      const [sent] = await producer.send({
        topic: 'durable',
        messages: [{ key: value, value: value.padEnd(300, '.') }],
      });
      acknowledged.set(`${sent?.partition}/${sent?.baseOffset}`, value);
      onAcknowledged(acknowledged.size);
    } catch {
      return acknowledged;
    }
  }
}

function stored({ messages }: RunningConsumer): ReadonlyMap<string, string> {
  return new Map(
    messages.map(({ partition, message }) => [
      `${partition}/${message.offset}`,
      message.value?.toString().replace(/\.+$/, '') ?? '',
    ]),
  );
}

describe('a restart of the broker', () => {
  it('keeps messages, topics and committed offsets', async () => {
    await withProducer(kafka, (producer) =>
      producer.send({ topic: 'kept', messages: [{ key: 'k', value: 'before' }] }),
    );
    const before = await consume(kafka, 'keepers', 'kept');
    await until('the message', 15_000, () => before.messages.length === 1);
    await before.consumer.disconnect();
    await restart('SIGTERM');
    await withProducer(kafka, (producer) => producer.send({ topic: 'kept', messages: [{ key: 'k', value: 'after' }] }));
    const after = await consume(kafka, 'keepers', 'kept');
    await until('the next message', 15_000, () => after.messages.length === 1);
    await after.consumer.disconnect();
    expect(after.messages[0]?.message).toMatchObject({ offset: '1', value: Buffer.from('after') });
  });

  it('loses nothing it has acknowledged, killed again and again in the middle of producing', async () => {
    const impatient = createClient(broker.port, { retries: 0 });
    const acknowledged = new Map<string, string>();
    for (let round = 0; round < 4; round += 1) {
      let killed: Promise<unknown> | undefined;
      const sent = await withProducer(impatient, (producer) =>
        sendUntilDeath(producer, round * 100_000, (count) => {
          if (count === 150) killed = broker.end('SIGKILL');
        }),
      );
      await killed;
      for (const [place, value] of sent) acknowledged.set(place, value);
      broker = await startBrokerProcess(dir, broker.port);
    }
    expect(acknowledged.size).toBeGreaterThanOrEqual(600);
    const reader = await consume(kafka, 'auditors', 'durable');
    await until('everything acknowledged', 15_000, () => reader.messages.length >= acknowledged.size);
    await reader.consumer.disconnect();
    const found = stored(reader);
    for (const [place, value] of acknowledged) expect([place, found.get(place)]).toEqual([place, value]);
  });

  it('is survived by consumers: they come back by themselves and miss nothing', async () => {
    await withProducer(kafka, (producer) => producer.send({ topic: 'survived', messages: [{ value: 'before' }] }));
    const first = await consume(kafka, 'survivors', 'survived');
    const second = await consume(kafka, 'survivors', 'survived');
    const values = () =>
      new Set([first, second].flatMap(({ messages }) => messages.map(({ message }) => String(message.value))));
    await until('the first message', 15_000, () => values().has('before'));
    await restart('SIGKILL');
    const later = Array.from({ length: 40 }, (_, index) => `after-${index}`);
    await withProducer(kafka, (producer) =>
      producer.send({ topic: 'survived', messages: later.map((value) => ({ key: value, value })) }),
    );
    await until('the messages after it', 40_000, () => later.every((value) => values().has(value)));
    await Promise.all([first.consumer.disconnect(), second.consumer.disconnect()]);
  });

  it('ends without an error on SIGTERM, also with consumers waiting', async () => {
    await withProducer(kafka, (producer) => producer.send({ topic: 'ended', messages: [{ value: 'x' }] }));
    const reader = await consume(kafka, 'enders', 'ended');
    await until('the message', 15_000, () => reader.messages.length === 1);
    const start = Date.now();
    expect(await broker.end('SIGTERM')).toBe(0);
    expect(Date.now() - start).toBeLessThan(10_000);
    broker = await startBrokerProcess(dir, broker.port);
    await reader.consumer.disconnect();
  });

  // macOS has no names that end with their process.
  (process.platform === 'darwin' ? it.skip : it)('is needed before another broker may use the folder', async () => {
    const second = { dir, host: '127.0.0.1', port: 0 };
    await expect(startBroker(second)).rejects.toThrow('in use by another broker');
    await broker.end('SIGKILL');
    await (await startBroker(second)).stop();
    broker = await startBrokerProcess(dir, broker.port);
  });
});
