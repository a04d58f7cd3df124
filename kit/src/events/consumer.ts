import { setTimeout as delay } from 'node:timers/promises';
import type { Consumer } from 'kafkajs';
import { log } from '../log.ts';
import { crash, type Part } from '../run.ts';
import { createAssignment } from './assignment.ts';
import type { OnEvent } from './attempt.ts';
import { deadLetterTopic } from './dead-letter.ts';
import { ensureTopics, type Kafka, memberRetry } from './kafka.ts';
import { createLanes } from './lanes.ts';
import { createProducer } from './producer.ts';
import { settleWithin } from './settle-within.ts';
import { createSlots } from './slots.ts';
import { createTreatBatch } from './treat-batch.ts';
import { createTreatMessage } from './treat-message.ts';

/**
 * What a consumer needs to be told. `attempts` is how often a failing event is tried, 10 times (about 20 s) when absent.
 * `sessionMs` is how long the group waits for a member that died, 10 s when absent; brokers take no less than 6 s.
 */
export type ConsumerOptions = {
  readonly kafka: Kafka;
  readonly group: string;
  readonly topics: readonly string[];
  readonly on: Readonly<Record<string, OnEvent>>;
  readonly attempts?: number;
  readonly sessionMs?: number;
};

const handlersAtOnce = 8;
const drainMs = 15_000;
const leaveMs = 4_000;
const commitMs = 1_000;
const reconnectMs = 1_000;

/**
 * Consumes topics as a member of a group: at least once, in order per key. A handler claims the event with `claimInbox`
 * in the transaction of its effect; offsets are committed after it resolved. What fails is retried while only its key
 * waits, and parked in `<topic>.<group>.dlq` in the end; an outage of what the handler needs is sat out for an hour.
 * Starting does not wait for Kafka; the part is ready once it has joined its group for the first time.
 */
export function consumerPart(options: ConsumerOptions): Part {
  const { kafka, group } = options;
  const stopping = new AbortController();
  const consumer = createConsumer(kafka, group, options.sessionMs ?? 10_000);
  const producer = createProducer(kafka);
  const lanes = createLanes(crash);
  const assignment = createAssignment(consumer);
  const joined = joining(consumer, stopping.signal);
  const treatMessage = createTreatMessage({
    group,
    on: options.on,
    attempts: options.attempts ?? 10,
    slot: createSlots(handlersAtOnce),
    send: producer.send,
    signal: stopping.signal,
  });
  const eachBatch = createTreatBatch({ assignment, lanes, treatMessage, signal: stopping.signal });
  let running: Promise<unknown> = Promise.resolve();
  return {
    name: `kafka consumer ${group}`,
    async start() {
      const begin = async () => {
        await ensureDeadLetterTopics(options);
        await consumer.connect();
        await consumer.subscribe({ topics: [...options.topics], fromBeginning: true });
        await consumer.run({
          autoCommit: false,
          eachBatchAutoResolve: false,
          partitionsConsumedConcurrently: 16,
          eachBatch,
        });
      };
      running = Promise.all([
        untilDone(begin, `consumer ${group}`, stopping.signal),
        commitLoop(assignment.commit, stopping.signal),
      ]);
    },
    async ready() {
      if (!joined()) throw new Error(`consumer ${group} has not joined its group yet`);
    },
    async stop() {
      stopping.abort();
      await settleWithin(lanes.idle(), drainMs, `handlers of ${group}`);
      if (joined()) await settleWithin(assignment.commit(), leaveMs, `last commit of ${group}`);
      await settleWithin(Promise.all([running, consumer.disconnect()]), leaveMs, `consumer ${group}`);
      await settleWithin(producer.disconnect(), leaveMs, `producer of ${group}`);
    },
  };
}

function createConsumer(kafka: Kafka, group: string, sessionMs: number): Consumer {
  return kafka.patient.consumer({
    groupId: group,
    allowAutoTopicCreation: false,
    sessionTimeout: sessionMs,
    heartbeatInterval: sessionMs / 5,
    rebalanceTimeout: 30_000,
    maxWaitTimeInMs: 1_000,
    metadataMaxAge: 60_000,
    retry: memberRetry,
  });
}

/** Tells whether the group has been joined; a crash that kafkajs does not mend ends the process, to be restarted. */
function joining(consumer: Consumer, signal: AbortSignal): () => boolean {
  let joined = false;
  consumer.on(consumer.events.GROUP_JOIN, () => {
    joined = true;
  });
  consumer.on(consumer.events.CRASH, ({ payload: { error, restart } }) => {
    if (!restart && !signal.aborted) crash(error);
  });
  return () => joined;
}

function ensureDeadLetterTopics({ kafka, group, topics }: ConsumerOptions): Promise<void> {
  return ensureTopics(
    kafka,
    topics.map((topic) => ({ topic: deadLetterTopic(topic, group), partitions: 1 })),
  );
}

/** Repeats work that fails, every second, until it succeeds or the signal is aborted. */
export async function untilDone(work: () => Promise<void>, name: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await work();
      return;
    } catch (error) {
      log.warn({ err: error, name }, 'Kafka was not ready and will be tried again');
      await delay(reconnectMs, undefined, { signal }).catch(() => undefined);
    }
  }
}

// For what was set aside and settled while no batch came; batches commit by themselves.
async function commitLoop(commit: () => Promise<void>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await delay(commitMs, undefined, { signal }).catch(() => undefined);
    await commit();
  }
}
