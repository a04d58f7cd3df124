import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { type Instrumentation, registerInstrumentations } from '@opentelemetry/instrumentation';
import { GraphQLInstrumentation } from '@opentelemetry/instrumentation-graphql';
import { GrpcInstrumentation } from '@opentelemetry/instrumentation-grpc';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { KafkaJsInstrumentation } from '@opentelemetry/instrumentation-kafkajs';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { AlwaysOffSampler, TracerProvider } from '@opentelemetry/sdk-trace';
import { register } from 'import-in-the-middle/register-hooks.mjs';
import { logSettings, telemetrySettings } from '../config.ts';
import { tallies } from './index.ts';

/**
 * Traces HTTP, gRPC, Postgres, Kafka and GraphQL, and carries W3C trace context through all of them. To be called
 * before any of their modules is loaded.
 */
export async function startTracing(): Promise<void> {
  // CommonJS packages that an ES module imports are patched through this hook; only these are ever touched by it.
  register({ include: ['http', 'https', 'pg', 'pg-pool', 'kafkajs', 'graphql', '@grpc/grpc-js'] });
  if (telemetrySettings.OTEL_EXPORTER_OTLP_ENDPOINT) await startSdk(instrumentations());
  else joinLogs(instrumentations());
}

/** Exports traces, and metrics where asked for, as OpenTelemetry's own variables say. */
async function startSdk(list: Instrumentation[]): Promise<void> {
  const { NodeSDK } = await import('@opentelemetry/sdk-node');
  const { createMetricReader } = await import('./metric-reader.ts');
  const { createTallyProducer } = await import('./tally-producer.ts');
  const reader = createMetricReader(telemetrySettings, () => createTallyProducer(tallies, Date.now));
  const serviceName = telemetrySettings.OTEL_SERVICE_NAME ?? logSettings.SERVICE_NAME;
  const sdk = new NodeSDK({ serviceName, instrumentations: list, ...(reader ? { metricReaders: [reader] } : {}) });
  sdk.start();
  process.once('beforeExit', () => void sdk.shutdown().catch(() => undefined));
}

/**
 * Without a collector nothing is recorded, but trace ids still join the log lines of all services. The SDK is left
 * unloaded: it would double the time the preload takes.
 */
function joinLogs(list: Instrumentation[]): void {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  const tracerProvider = new TracerProvider({ sampler: new AlwaysOffSampler() });
  trace.setGlobalTracerProvider(tracerProvider);
  registerInstrumentations({ tracerProvider, instrumentations: list });
}

/** All but those that `OTEL_NODE_DISABLED_INSTRUMENTATIONS` names: a service that makes such spans itself needs no others. */
function instrumentations(): Instrumentation[] {
  const disabled = telemetrySettings.OTEL_NODE_DISABLED_INSTRUMENTATIONS?.split(',').map((name) => name.trim()) ?? [];
  // One that is made takes effect at once.
  return Object.entries(makers).flatMap(([name, make]) => (disabled.includes(name) ? [] : [make()]));
}

const makers: Readonly<Record<string, () => Instrumentation>> = {
  http: () => new HttpInstrumentation({ ignoreIncomingRequestHook: ({ url }) => url?.startsWith('/health/') ?? false }),
  undici: () => new UndiciInstrumentation(),
  grpc: () => new GrpcInstrumentation(),
  // What a relay polls for belongs to no trace.
  pg: () => new PgInstrumentation({ requireParentSpan: true, ignoreConnectSpans: true }),
  kafkajs: () => new KafkaJsInstrumentation(),
  graphql: () => new GraphQLInstrumentation({ ignoreResolveSpans: true }),
};
