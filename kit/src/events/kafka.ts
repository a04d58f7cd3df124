import { setTimeout as delay } from 'node:timers/promises';
import kafkajs, { type Admin, type Kafka as KafkaJs, type logLevel } from 'kafkajs';
import { log } from '../log.ts';
import { quietRequestQueue } from './request-queue.ts';

/** A client of the brokers; `patient` is a second one, for members of groups. */
export type Kafka = KafkaJs & { readonly patient: KafkaJs };

/** How long to wait between attempts to reach a broker: short, so that a restarted one is found within two seconds. */
export const retry = { initialRetryTime: 100, maxRetryTime: 2_000, factor: 0.2, multiplier: 2, retries: 5 };

/**
 * How a member of a group sits out an outage: by waiting, for about an hour. When kafkajs gives up it comes back as a new
 * member, and the group stands still until the broker has missed the old one for a whole session timeout.
 */
export const memberRetry = { ...retry, retries: 1_800 };

const leadersMs = 10_000;
const askAgainMs = 50;

/** Makes the client that every part of this folder takes. Connects to nothing yet. */
export function createKafka(options: { brokers: readonly string[]; clientId: string }): Kafka {
  quietRequestQueue();
  const settings = {
    brokers: [...options.brokers],
    clientId: options.clientId,
    connectionTimeout: 3_000,
    requestTimeout: 15_000,
    logLevel: kafkajs.logLevel.INFO,
    logCreator: () => writeLog,
  };
  const patient = new kafkajs.Kafka({ ...settings, retry: memberRetry });
  return Object.assign(new kafkajs.Kafka({ ...settings, retry }), { patient });
}

type Entry = { readonly level: logLevel; readonly namespace: string; readonly log: { readonly message: string } };

// kafkajs calls every lost connection an error, then retries; what is lost for good reaches us as a rejection.
function writeLog({ level, namespace, log: { message, ...rest } }: Entry): void {
  const { timestamp: _, logger: __, stack: ___, ...facts } = rest as Record<string, unknown>;
  const line = { kafka: namespace, ...facts };
  if (level <= kafkajs.logLevel.WARN) log.warn(line, message);
  else log.debug(line, message);
}

/**
 * Creates the topics that do not exist yet, and waits until they can be written to. A topic that exists keeps its number
 * of partitions: changing it would break the order per key. Safe to call from several replicas at once.
 */
export async function ensureTopics(
  kafka: Kafka,
  topics: readonly { topic: string; partitions: number }[],
): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const existing = new Set(await admin.listTopics());
    const missing = topics.filter(({ topic }) => !existing.has(topic));
    if (missing.length === 0) return;
    await admin.createTopics({
      topics: missing.map(({ topic, partitions }) => ({ topic, numPartitions: partitions })),
      waitForLeaders: false,
      timeout: leadersMs,
    });
    await untilLed(
      admin,
      missing.map(({ topic }) => topic),
    );
  } finally {
    await admin.disconnect();
  }
}

/** kafkajs's own wait for leaders gives up on a busy broker that does not know yet of the topic it has just made. */
async function untilLed(admin: Admin, topics: string[]): Promise<void> {
  const deadline = Date.now() + leadersMs;
  for (;;) {
    try {
      await admin.fetchTopicMetadata({ topics });
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await delay(askAgainMs);
    }
  }
}
