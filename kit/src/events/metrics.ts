import { metrics } from '@opentelemetry/api';

const meter = metrics.getMeter('@fiscal/kit/events');

/** What the event port counts; attributes: `topic`, and for consumers `group`. */
export const counters = {
  relayed: meter.createCounter('fiscal.events.relayed', { description: 'events moved from an outbox to Kafka' }),
  consumed: meter.createCounter('fiscal.events.consumed', { description: 'events whose handler succeeded' }),
  retries: meter.createCounter('fiscal.events.retries', { description: 'failed attempts that will be repeated' }),
  parked: meter.createCounter('fiscal.events.parked', { description: 'messages put into a dead-letter topic' }),
};
