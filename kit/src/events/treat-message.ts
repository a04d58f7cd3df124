import { setTimeout as delay } from 'node:timers/promises';
import type { KafkaMessage } from 'kafkajs';
import { log } from '../log.ts';
import { attempt, judge, type OnEvent, reasonOf, type Verdict } from './attempt.ts';
import { decode } from './codec.ts';
import { deadLetterTopic, toDeadLetter } from './dead-letter.ts';
import { counters } from './metrics.ts';
import type { TopicMessages } from './producer.ts';

/** A message and where it lies. */
export type Received = { readonly topic: string; readonly partition: number; readonly message: KafkaMessage };

/** Treats one message to its end: true when it is handled, skipped or parked, false when it was given up because of the signal. */
export type TreatMessage = (received: Received, live: () => boolean, setAside: () => void) => Promise<boolean>;

type Options = {
  readonly group: string;
  readonly on: Readonly<Record<string, OnEvent>>;
  readonly attempts: number;
  readonly slot: <T>(work: () => Promise<T>) => Promise<T>;
  readonly send: (batches: readonly TopicMessages[]) => Promise<void>;
  readonly signal: AbortSignal;
};

const firstPauseMs = 100;
const maxPauseMs = 5_000;
const outagePatienceMs = 3_600_000;

/** Retries with growing pauses, then parks. Events of types that `on` does not name are skipped. */
export function createTreatMessage(options: Options): TreatMessage {
  const { group, signal } = options;

  async function once({ topic, message }: Received): Promise<void> {
    const event = decode(message);
    const onEvent = Object.hasOwn(options.on, event.type) ? options.on[event.type] : undefined;
    if (!onEvent) return;
    await options.slot(() => attempt(event, onEvent, group));
    counters.consumed.add(1, { topic, group });
  }

  async function park(received: Received, error: unknown, tries: number, live: () => boolean): Promise<boolean> {
    const { topic, partition, message } = received;
    const story = { topic, partition, offset: message.offset, group, reason: reasonOf(error), attempts: tries };
    const letter = toDeadLetter(message, { ...story, parkedAt: new Date().toISOString() });
    for (let failures = 0; live() && !signal.aborted; failures += 1) {
      try {
        await options.send([{ topic: deadLetterTopic(topic, group), messages: [letter] }]);
        counters.parked.add(1, { topic, group });
        log.error({ err: error, ...story, eventId: message.headers?.ce_id?.toString() }, 'parked a message');
        return true;
      } catch (failure) {
        log.warn({ err: failure, ...story }, 'parking failed and will be tried again');
        await pause(failures, signal);
      }
    }
    return false;
  }

  return async (received, live, setAside) => {
    const begun = Date.now();
    let counted = 0;
    for (let tries = 1; live() && !signal.aborted; tries += 1) {
      try {
        await once(received);
        return true;
      } catch (error) {
        const verdict = judge(error);
        if (verdict !== 'outage') counted += 1;
        setAside();
        if (isOver(verdict, counted, options.attempts, begun)) return park(received, error, tries, live);
        counters.retries.add(1, { topic: received.topic, group });
        log.warn(
          { err: error, topic: received.topic, offset: received.message.offset, tries },
          'an event will be retried',
        );
        await pause(tries - 1, signal);
      }
    }
    return false;
  };
}

function isOver(verdict: Verdict, counted: number, attempts: number, begun: number): boolean {
  if (verdict === 'hopeless') return true;
  if (verdict === 'outage') return Date.now() - begun > outagePatienceMs;
  return counted >= attempts;
}

async function pause(failures: number, signal: AbortSignal): Promise<void> {
  const ms = Math.min(firstPauseMs * 2 ** Math.min(failures, 10), maxPauseMs) * (0.8 + 0.4 * Math.random());
  await delay(ms, undefined, { signal }).catch(() => undefined);
}
