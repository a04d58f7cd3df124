import { describe, expect, it } from '@jest/globals';
import {
  AggregationTemporality,
  type HistogramMetricData,
  InMemoryMetricExporter,
  MeterProvider,
  type MetricProducer,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { createTallies } from './tallies.ts';
import { createTallyProducer } from './tally-producer.ts';

const scope = 'test';

/** An SDK with a reader in memory, and what it was given at last, by scope and then by labels. */
function open(...metricProducers: MetricProducer[]) {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000, metricProducers });
  const provider = new MeterProvider({ readers: [reader] });
  const collect = async () => {
    await provider.forceFlush();
    const { scopeMetrics = [] } = exporter.getMetrics().at(-1) ?? {};
    return scopeMetrics.flatMap(({ metrics }) => metrics as HistogramMetricData[]);
  };
  return { meter: provider.getMeter(scope), collect, close: () => provider.shutdown() };
}

const values = [0, 0.5, 5, 5.1, 10, 74, 75, 76, 9_999, 10_000, 10_001, 123_456, -1, Number.NaN];
const options = { description: 'what it is', unit: 'ms' };

function pointsOf(metric: HistogramMetricData | undefined) {
  return metric?.dataPoints.map(({ attributes, value }) => ({ attributes, value }));
}

describe('tallies', () => {
  it('tells the same of the same values as a histogram of the SDK', async () => {
    const tallies = createTallies(() => 1_000);
    const sdk = open(createTallyProducer(tallies, () => 2_000));
    const ours = tallies.histogram(sdk.meter, scope, 'ours', options);
    const theirs = sdk.meter.createHistogram('theirs', options);
    for (const labels of [{ kind: 'a', of: 'x' }, { of: 'y', kind: 'a' }, {}]) {
      const series = ours(labels);
      for (const value of values) {
        series.record(value);
        theirs.record(value, labels);
      }
    }
    const found = await sdk.collect();
    const [one, other] = ['ours', 'theirs'].map((name) => found.find(({ descriptor }) => descriptor.name === name));
    expect(pointsOf(one)).toHaveLength(3);
    expect(pointsOf(one)).toEqual(pointsOf(other));
    expect(other?.descriptor).toMatchObject({ ...one?.descriptor, name: 'theirs' });
    expect(one?.dataPoints[0]).toMatchObject({ startTime: [1, 0], endTime: [2, 0] });
    await sdk.close();
  });

  it('counts on where labels come again, in whatever order', async () => {
    const tallies = createTallies(() => 0);
    const sdk = open(createTallyProducer(tallies, () => 0));
    const histogram = tallies.histogram(sdk.meter, scope, 'ours', options);
    histogram({ a: '1', b: '2' }).record(3);
    await sdk.collect();
    histogram({ b: '2', a: '1' }).record(4);
    expect(pointsOf((await sdk.collect())[0])).toMatchObject([{ value: { count: 2, sum: 7, min: 3, max: 4 } }]);
    await sdk.close();
  });

  it('counts as one what is beyond 2,000 series', async () => {
    const tallies = createTallies(() => 0);
    const sdk = open(createTallyProducer(tallies, () => 0));
    const histogram = tallies.histogram(sdk.meter, scope, 'ours', options);
    for (let index = 0; index < 2_100; index++) histogram({ index }).record(index);
    histogram({ index: 5 }).record(5);
    const points = pointsOf((await sdk.collect())[0]) ?? [];
    expect(points).toHaveLength(2_000);
    expect(points[5]?.value.count).toBe(2);
    expect(points.at(-1)).toMatchObject({ attributes: { 'otel.metric.overflow': true }, value: { count: 101 } });
    await sdk.close();
  });

  it("counts by the SDK's histogram where nobody collects from here", async () => {
    const sdk = open();
    const histogram = createTallies(() => 0).histogram(sdk.meter, scope, 'ours', options);
    histogram({ a: '1' }).record(3);
    expect(pointsOf((await sdk.collect())[0])).toMatchObject([{ attributes: { a: '1' }, value: { count: 1, sum: 3 } }]);
    await sdk.close();
  });
});
