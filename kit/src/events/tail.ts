import type { KafkaMessage } from 'kafkajs';
import { log } from '../log.ts';
import { crash, type Part, within } from '../run.ts';
import { decode } from './codec.ts';
import { untilDone } from './consumer.ts';
import type { Event } from './event.ts';
import type { Kafka } from './kafka.ts';
import { createPositionedConsumer, findPositions } from './positioned-consumer.ts';
import { settleWithin } from './settle-within.ts';

type TailOptions = {
  readonly kafka: Kafka;
  readonly name: string;
  readonly topics: readonly string[];
  readonly onEvent: (event: Event) => void;
};

const startMs = 10_000;
const leaveMs = 4_000;

/**
 * Shows every event of the topics to every replica, from its start on. Starting waits up to 10 s for the positions to be
 * fixed; nothing published after that is missed, also when the broker restarts. It is not ready before.
 * Events that cannot be read are skipped, and nothing is retried: `onEvent` must not fail.
 */
export function tailPart({ kafka, name, topics, onEvent }: TailOptions): Part {
  const stopping = new AbortController();
  let tail: ReturnType<typeof createPositionedConsumer> | undefined;
  let running: Promise<void> = Promise.resolve();
  let stop: () => Promise<void> = () => Promise.resolve();

  async function fixPositions(): Promise<void> {
    const positions = await findPositions(kafka, topics, 'high');
    tail = createPositionedConsumer({
      kafka,
      name: `${name}.tail`,
      positions,
      onMessage: (message) => show(message, onEvent),
    });
    const { consumer } = tail;
    stop = () => consumer.disconnect();
    consumer.on(consumer.events.CRASH, ({ payload: { error, restart } }) => {
      if (!restart && !stopping.signal.aborted) crash(error);
    });
  }

  return {
    name: `kafka tail ${name}`,
    async start() {
      const fixed = untilDone(fixPositions, `tail ${name}`, stopping.signal);
      running = fixed.then(() => untilDone(async () => tail?.run(), `tail ${name}`, stopping.signal));
      await within(fixed, startMs).catch((error: unknown) => log.warn({ err: error, name }, 'started without Kafka'));
    },
    async ready() {
      if (!tail) throw new Error(`tail ${name} has no position yet`);
    },
    async stop() {
      stopping.abort();
      await settleWithin(Promise.all([running, stop()]), leaveMs, `tail ${name}`);
    },
  };
}

function show(message: KafkaMessage, onEvent: (event: Event) => void): void {
  try {
    onEvent(decode(message));
  } catch (error) {
    log.warn({ err: error, offset: message.offset }, 'an event could not be shown and is skipped');
  }
}
