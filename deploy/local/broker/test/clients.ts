import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Consumer,
  type EachMessagePayload,
  Kafka,
  logLevel,
  Partitioners,
  type Producer,
  type RetryOptions,
} from 'kafkajs';
import { type Broker, startBroker } from '../index.ts';

export type TestBroker = Broker & {
  readonly dir: string;
  readonly lines: readonly string[];
  /** Stops the broker, and deletes its folder. */
  readonly remove: () => Promise<void>;
};

/** A broker in this process, on a free port and a folder of its own. */
export async function startTestBroker(): Promise<TestBroker> {
  const dir = await createFolder();
  const lines: string[] = [];
  const broker = await startBroker({ dir, host: '127.0.0.1', port: 0, log: (line) => lines.push(line) });
  async function remove(): Promise<void> {
    await broker.stop();
    await rm(dir, { recursive: true });
  }
  return { ...broker, dir, lines, remove };
}

/** A folder to keep a broker's files in. */
export function createFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'broker-'));
}

const quickRetry = { initialRetryTime: 50, maxRetryTime: 500, retries: 20 };

/** kafkajs, as quiet and, unless told otherwise, as quick to try again as a test needs. */
export function createClient(port: number, retry: RetryOptions = quickRetry): Kafka {
  return new Kafka({ clientId: 'test', brokers: [`127.0.0.1:${port}`], logLevel: logLevel.NOTHING, retry });
}

/** A producer that is connected while `work` runs. */
export async function withProducer<R>(kafka: Kafka, work: (producer: Producer) => Promise<R>): Promise<R> {
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  try {
    return await work(producer);
  } finally {
    await producer.disconnect();
  }
}

export type RunningConsumer = { readonly consumer: Consumer; readonly messages: readonly EachMessagePayload[] };

/** A consumer that reads a topic from the beginning and keeps what it was given. */
export async function consume(kafka: Kafka, groupId: string, topic: string): Promise<RunningConsumer> {
  const consumer = kafka.consumer({ groupId, sessionTimeout: 6000, heartbeatInterval: 200, maxWaitTimeInMs: 200 });
  const messages: EachMessagePayload[] = [];
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({ eachMessage: async (payload) => void messages.push(payload) });
  return { consumer, messages };
}
