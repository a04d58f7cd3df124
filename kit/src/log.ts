import { trace } from '@opentelemetry/api';
import { type DestinationStream, type Logger, pino } from 'pino';
import { logSettings } from './config.ts';
import { callContext } from './context.ts';

const secretNames = [
  'authorization',
  'cookie',
  'password',
  'secret',
  'token',
  'accessToken',
  'refreshToken',
  'access_token',
  'refresh_token',
];

/** Which call and which span a line belongs to. */
function whereabouts(): Record<string, string> {
  const span = trace.getActiveSpan()?.spanContext();
  const correlationId = callContext()?.correlationId;
  return {
    ...(correlationId === undefined ? {} : { correlationId }),
    ...(span === undefined ? {} : { traceId: span.traceId, spanId: span.spanId }),
  };
}

/** Makes a log that writes one JSON object a line to `destination`, standard output when absent. */
export function createLog(settings: { service: string; level: string }, destination?: DestinationStream): Logger {
  const options = {
    level: settings.level,
    base: { service: settings.service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
    mixin: whereabouts,
  };
  return destination ? pino(options, destination) : pino(options);
}

/** The process's log: ids, not payloads; no secrets. */
export const log: Logger = createLog({ service: logSettings.SERVICE_NAME, level: logSettings.LOG_LEVEL });
