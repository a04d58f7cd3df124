import { enableCompileCache } from 'node:module';
import { telemetrySettings } from './config.ts';

// Preloaded with `node --import @fiscal/kit/telemetry`, before any module that is to be traced.
// Compiled code is kept between runs, which halves the time a service takes to start.
enableCompileCache();
if (telemetrySettings.OTEL_SDK_DISABLED?.toLowerCase() !== 'true') {
  const { startTracing } = await import('./tracing/start-tracing.ts');
  await startTracing();
}
