import { brokersField, hostField, jwkField, logLevelField, portField, readEnvironment } from '@fiscal/kit';
import { z } from 'zod';
import type { RateLimits } from './admission/limit-rate.ts';

const count = (fallback: number) => z.coerce.number().int().positive().default(fallback);

const environment = z.object({
  HOST: hostField,
  HTTP_PORT: portField.default(4_000),
  LOG_LEVEL: logLevelField,
  INTERNAL_PRIVATE_JWK: jwkField,
  SUPERGRAPH_PATH: z.string().default('supergraph/supergraph.graphql'),
  AUTH_JWKS_URL: z.url().default('http://localhost:4101/.well-known/jwks.json'),
  AUTH_ISSUER: z.string().default('http://localhost:4000'),
  AUTH_AUDIENCE: z.string().default('fiscal-graph'),
  KAFKA_BROKERS: brokersField.optional(),
  REDIS_URL: z.url().optional(),
  MAX_BODY_BYTES: count(15 * 1024 * 1024),
  MAX_QUERY_TOKENS: count(5_000),
  MAX_QUERY_DEPTH: count(20),
  REQUEST_TIMEOUT_MS: count(30_000),
  READ_TIMEOUT_MS: count(15_000),
  RATE_LIMIT_FREE: count(120),
  RATE_LIMIT_PRO: count(1_200),
  RATE_LIMIT_ENTERPRISE: count(12_000),
  RATE_LIMIT_ANONYMOUS: count(60),
  TRUSTED_PROXIES: z.coerce.number().int().min(0).default(0),
  CORS_ORIGINS: z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((origin) => origin.trim())
        .filter(Boolean),
    ),
  EXPOSE_SUBGRAPH_CALLS: z.stringbool().default(false),
});

export type Config = z.output<typeof environment> & {
  readonly rateLimits: RateLimits;
  /** The address that replaces a subgraph's routing URL: `INVOICE_URL` for the subgraph `invoice`. */
  subgraphUrl(name: string): string | undefined;
};

/** Reads the gateway's settings. @throws ConfigError naming every fault. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const settings = readEnvironment(environment, env);
  return {
    ...settings,
    rateLimits: {
      anonymous: settings.RATE_LIMIT_ANONYMOUS,
      free: settings.RATE_LIMIT_FREE,
      pro: settings.RATE_LIMIT_PRO,
      enterprise: settings.RATE_LIMIT_ENTERPRISE,
    },
    subgraphUrl: (name) => env[`${name.toUpperCase().replaceAll(/\W/g, '_')}_URL`] || undefined,
  };
}
