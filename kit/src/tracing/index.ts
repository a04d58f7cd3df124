import { type Attributes, metrics } from '@opentelemetry/api';
import { createTallies, type HistogramOptions, type Series } from './tallies.ts';

export type { Series } from './tallies.ts';

/** Of this process; the preload hands them to what exports its metrics. */
export const tallies = createTallies(Date.now);

/**
 * Makes a histogram for paths on which the SDK's own would cost too much. What it gives makes the series of a set of
 * labels, which is made once and kept. Their number is to be bounded; beyond 2,000 they are counted as one.
 */
export function createHistogram(
  scope: string,
  name: string,
  options: HistogramOptions,
): (labels: Attributes) => Series {
  return tallies.histogram(metrics.getMeter(scope), scope, name, options);
}
