import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import {
  AggregationTemporality,
  InstrumentType,
  type MetricProducer,
  type MetricReader,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';

/** OpenTelemetry's variables about the export of metrics. */
export type MetricSettings = {
  readonly OTEL_METRICS_EXPORTER?: string | undefined;
  readonly OTEL_EXPORTER_OTLP_PROTOCOL?: string | undefined;
  readonly OTEL_EXPORTER_OTLP_METRICS_PROTOCOL?: string | undefined;
  readonly OTEL_METRIC_EXPORT_INTERVAL: number;
  readonly OTEL_METRIC_EXPORT_TIMEOUT: number;
};

const protobuf = 'http/protobuf';

/**
 * Makes the reader that exports metrics by OTLP as protobuf, with what `createProducer` has beside the SDK's own.
 * Undefined where the variables ask for anything else, or for differences instead of sums: the SDK has readers for that,
 * to which nothing can be handed.
 */
export function createMetricReader(
  settings: MetricSettings,
  createProducer: () => MetricProducer,
): MetricReader | undefined {
  const { OTEL_METRICS_EXPORTER: asked = 'otlp', OTEL_EXPORTER_OTLP_PROTOCOL: usual = protobuf } = settings;
  const { OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: protocol = usual, OTEL_METRIC_EXPORT_INTERVAL: interval } = settings;
  if (asked.trim() !== 'otlp' || protocol.trim() !== protobuf) return undefined;
  const exporter = new OTLPMetricExporter();
  const temporality = exporter.selectAggregationTemporality(InstrumentType.HISTOGRAM);
  if (temporality !== AggregationTemporality.CUMULATIVE) return undefined;
  return new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: interval,
    exportTimeoutMillis: Math.min(settings.OTEL_METRIC_EXPORT_TIMEOUT, interval),
    metricProducers: [createProducer()],
  });
}
