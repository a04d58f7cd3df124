import { z } from 'zod';

/** What is wrong with the settings, every fault at once, so that one restart is enough to learn them all. */
export class ConfigError extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(`The settings are not fit to start with:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

/**
 * Reads a service's settings from the environment: the schema's keys are the names of the variables.
 * An empty variable counts as unset, since compose files and Helm charts cannot leave one out.
 * @throws ConfigError naming every fault; values are not repeated, since some are secrets.
 */
export function readEnvironment<S extends z.ZodObject>(schema: S, env: NodeJS.ProcessEnv): z.output<S> {
  const present = Object.keys(schema.shape).flatMap((name) => (env[name] ? [[name, env[name]] as const] : []));
  const result = schema.safeParse(Object.fromEntries(present));
  if (result.success) return result.data;
  throw new ConfigError(result.error.issues.map((issue) => toFault(issue, env)));
}

function toFault(issue: z.core.$ZodIssue, env: NodeJS.ProcessEnv): string {
  const [name = '', ...rest] = issue.path.map(String);
  if (!env[name]) return `${name} is not set`;
  return `${[name, ...rest].join('.')}: ${issue.message}`;
}

/** A TCP port from 0 to 65535; 0 asks the operating system for a free one. */
export const portField = z
  .string()
  .regex(/^\d{1,5}$/, 'must be a port number')
  .transform(Number)
  .refine((port) => port <= 65_535, 'must be at most 65535');

/** The address a service listens on; loopback unless told otherwise. */
export const hostField = z.string().default('127.0.0.1');

/** A comma-separated list of `host:port`. */
export const brokersField = z
  .string()
  .transform((text) => text.split(',').map((broker) => broker.trim()))
  .refine((list) => list.every((broker) => /^[^\s:]+:\d{1,5}$/.test(broker)), 'must be host:port[,host:port…]');

/** The `host:port` pairs, comma-separated, that calls to users' URLs may reach though they are not public; none unless set. */
export const allowField = z
  .string()
  .default('')
  .transform((text) => text.split(',').flatMap((entry) => entry.trim() || []))
  .refine((list) => list.every((entry) => /^\S+:\d{1,5}$/.test(entry)), 'must be host:port[,host:port…]')
  .transform((list): ReadonlySet<string> => new Set(list));

/** Text that is JSON and has the given shape. */
export function jsonField<S extends z.ZodType>(shape: S) {
  return z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: 'custom', message: 'must be JSON' });
        return z.NEVER;
      }
    })
    .pipe(shape);
}

const okpKey = z.looseObject({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  kid: z.string().min(1),
  x: z.string(),
});

/** A private Ed25519 key as a JWK; its `kid` is the name of the service that signs with it. */
export const jwkField = jsonField(okpKey.extend({ d: z.string() }));

/** The public Ed25519 keys of all services as a JWK Set. */
export const jwksField = jsonField(z.looseObject({ keys: z.array(okpKey).min(1) }));

/** pino's levels, quietest last. */
export const logLevelField = z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info');

/** The settings every service has; spread its `shape` into the service's own schema. */
export const serviceEnvironment = {
  HOST: hostField,
  HTTP_PORT: portField,
  GRPC_PORT: portField.optional(),
  LOG_LEVEL: logLevelField,
  INTERNAL_PRIVATE_JWK: jwkField,
  INTERNAL_JWKS: jwksField,
  KAFKA_BROKERS: brokersField,
};

// A fault in LOG_LEVEL is reported by the service's own schema, together with all others.
const logEnvironment = z.object({ SERVICE_NAME: z.string().default('fiscal'), LOG_LEVEL: logLevelField.catch('info') });

/** What the process-wide log needs before any service has read its own settings. */
export const logSettings = readEnvironment(logEnvironment, process.env);

const telemetryEnvironment = z.object({
  OTEL_SDK_DISABLED: z.string().optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.string().optional(),
  OTEL_SERVICE_NAME: z.string().optional(),
  OTEL_NODE_DISABLED_INSTRUMENTATIONS: z.string().optional(),
  OTEL_METRICS_EXPORTER: z.string().optional(),
  OTEL_EXPORTER_OTLP_PROTOCOL: z.string().optional(),
  OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: z.string().optional(),
  // What is no positive number counts as unset, as the specification has it.
  OTEL_METRIC_EXPORT_INTERVAL: z.coerce.number().positive().catch(60_000),
  OTEL_METRIC_EXPORT_TIMEOUT: z.coerce.number().positive().catch(30_000),
});

/** OpenTelemetry's own variables, as far as the preload decides by them; the SDK reads the rest by itself. */
export const telemetrySettings = readEnvironment(telemetryEnvironment, process.env);
