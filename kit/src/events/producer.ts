import kafkajs, { type Message, type Producer } from 'kafkajs';
import type { Part } from '../run.ts';
import { encode } from './codec.ts';
import type { Event } from './event.ts';
import { type Kafka, retry } from './kafka.ts';

/** Sends events to a topic and resolves when every in-sync replica has them; order holds per subject. */
export type Publish = (topic: string, events: readonly Event[]) => Promise<void>;

/** Messages of one topic, as kafkajs takes them. */
export type TopicMessages = { readonly topic: string; readonly messages: readonly Message[] };

/**
 * A producer that connects when it first sends. Sends are not idempotent on the wire: a caller that retries may send
 * twice, and consumers recognise the second by its id.
 */
export function createProducer(kafka: Kafka) {
  const producer = kafka.producer({
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
    allowAutoTopicCreation: false,
    idempotent: false,
    metadataMaxAge: 60_000,
    retry: { ...retry, retries: 4 },
  });
  const connect = once(producer);
  return {
    /** Rejects within some ten seconds when no broker takes the messages; some may have been taken all the same. */
    async send(batches: readonly TopicMessages[]): Promise<void> {
      await connect();
      const topicMessages = batches.map(({ topic, messages }) => ({ topic, messages: [...messages] }));
      await producer.sendBatch({ topicMessages, acks: -1, timeout: 10_000 });
    },
    disconnect: () => producer.disconnect(),
  };
}

// A failed connect is forgotten, so that the next send tries again.
function once(producer: Producer): () => Promise<void> {
  let connecting: Promise<void> | undefined;
  return () => {
    connecting ??= producer.connect().catch((error: unknown) => {
      connecting = undefined;
      throw error;
    });
    return connecting;
  };
}

/** For events that need no transaction; what is stored with a change goes through `addToOutbox`. */
export function producerPart(kafka: Kafka): Part & { readonly publish: Publish } {
  const producer = createProducer(kafka);
  return {
    name: 'kafka producer',
    start: () => Promise.resolve(),
    stop: () => producer.disconnect(),
    publish: (topic, events) => producer.send([{ topic, messages: events.map(encode) }]),
  };
}
