import { metrics } from '@opentelemetry/api';

const meter = metrics.getMeter('@fiscal/gateway');

/** Counts what a batch of the log held, by who read it: `tail` (live) or `refill` (what the bus had not brought). */
export const recordsRead = meter.createCounter('gateway.live.fanout.records', {
  description: 'Records read from Kafka, by why',
});
export const refills = meter.createCounter('gateway.live.fanout.refills', {
  description: 'Reads of Kafka for what the bus had not brought',
});
export const holes = meter.createCounter('gateway.live.fanout.holes', {
  description: 'Messages that came while something before them was missing',
});
export const dropped = meter.createCounter('gateway.live.fanout.dropped', {
  description: 'Messages that were not published, not readable, or too many to keep; they are read from Kafka instead',
});
export const handOvers = meter.createCounter('gateway.live.fanout.hand_overs', {
  description: 'Partitions that went from one way of coming to another, by which one',
});
/** By `mode`: `owned` (read here for all), `shared` (read elsewhere), `direct` (read here for this replica only). */
export const partitions = meter.createUpDownCounter('gateway.live.fanout.partitions', {
  description: 'Partitions that this replica hears, by how they come',
});
