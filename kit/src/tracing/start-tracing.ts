import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { GraphQLInstrumentation } from '@opentelemetry/instrumentation-graphql';
import { GrpcInstrumentation } from '@opentelemetry/instrumentation-grpc';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { KafkaJsInstrumentation } from '@opentelemetry/instrumentation-kafkajs';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { register } from 'import-in-the-middle/register-hooks.mjs';
import { logSettings, telemetrySettings } from '../config.ts';

/**
 * Traces HTTP, gRPC, Postgres, Kafka and GraphQL, and carries W3C trace context through all of them. To be called
 * before any of their modules is loaded.
 */
export async function startTracing(): Promise<void> {
  // CommonJS packages that an ES module imports are patched through this hook; only these are ever touched by it.
  register({ include: ['http', 'https', 'pg', 'pg-pool', 'kafkajs', 'graphql', '@grpc/grpc-js'] });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  const provider = telemetrySettings.OTEL_EXPORTER_OTLP_ENDPOINT ? await exporting() : silent();
  trace.setGlobalTracerProvider(provider);
  registerInstrumentations({ tracerProvider: provider, instrumentations: instrumentations() });
  process.once('beforeExit', () => void provider.shutdown().catch(() => undefined));
}

/** Without a collector spans are not recorded, but trace ids still join the log lines of all services. */
function silent(): TracerProvider {
  return new TracerProvider({ sampler: new AlwaysOffSampler() });
}

async function exporting(): Promise<TracerProvider> {
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-proto');
  const name = telemetrySettings.OTEL_SERVICE_NAME ?? logSettings.SERVICE_NAME;
  return new TracerProvider({
    resource: defaultResource().merge(resourceFromAttributes({ 'service.name': name })),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(telemetrySettings.OTEL_TRACES_SAMPLER_ARG) }),
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter() })],
  });
}

function instrumentations() {
  return [
    new HttpInstrumentation({ ignoreIncomingRequestHook: ({ url }) => url?.startsWith('/health/') ?? false }),
    new UndiciInstrumentation(),
    new GrpcInstrumentation(),
    // What a relay polls for belongs to no trace.
    new PgInstrumentation({ requireParentSpan: true, ignoreConnectSpans: true }),
    new KafkaJsInstrumentation(),
    new GraphQLInstrumentation({ ignoreResolveSpans: true }),
  ];
}
