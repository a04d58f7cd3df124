import { metrics } from '@opentelemetry/api';

const meter = metrics.getMeter('@fiscal/gateway');

/** What became of asking the registry: `launch`, `unchanged`, or `failed` when no endpoint gave an answer to go by. */
export const polls = meter.createCounter('gateway.registry.polls', {
  description: 'Times that the registry was asked what to run, by outcome',
});

/** By code: `GRAPH_SIGNATURE_INVALID`, `GRAPH_UNFIT`. */
export const refusals = meter.createCounter('gateway.registry.refusals', {
  description: 'Launches that were not taken, by code',
});
