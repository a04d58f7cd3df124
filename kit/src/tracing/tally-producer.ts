import { ValueType } from '@opentelemetry/api';
import { millisToHrTime } from '@opentelemetry/core';
import { emptyResource } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  type DataPoint,
  DataPointType,
  type Histogram,
  type MetricData,
  type MetricProducer,
  type ScopeMetrics,
} from '@opentelemetry/sdk-metrics';
import { bounds, type TalliedHistogram, type Tallies, type Tally } from './tallies.ts';

/** Gives what is counted in `tallies` to a reader of metrics, as sums since each series began. */
export function createTallyProducer(tallies: Tallies, now: () => number): MetricProducer {
  const histograms = tallies.collect();
  return {
    collect: async () => ({
      resourceMetrics: {
        resource: emptyResource(),
        scopeMetrics: histograms.filter(({ tallies: { size } }) => size > 0).map((each) => toMetrics(each, now())),
      },
      errors: [],
    }),
  };
}

function toMetrics({ meter, name, description = '', unit, tallies }: TalliedHistogram, nowMs: number): ScopeMetrics {
  const metric: MetricData = {
    descriptor: { name, description, unit, valueType: ValueType.DOUBLE },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
    dataPointType: DataPointType.HISTOGRAM,
    dataPoints: [...tallies.values()].filter(({ count }) => count > 0).map((tally) => toPoint(tally, nowMs)),
  };
  return { scope: { name: meter }, metrics: [metric] };
}

function toPoint({ labels, since, counts, count, sum, min, max }: Tally, nowMs: number): DataPoint<Histogram> {
  const value = { buckets: { boundaries: bounds, counts: [...counts] }, sum, min, max, count };
  return { startTime: millisToHrTime(since), endTime: millisToHrTime(nowMs), attributes: labels, value };
}
