import { portField, readEnvironment, serviceEnvironment } from '@fiscal/kit';
import { z } from 'zod';

const secretField = z
  .base64('must be base64')
  .transform((text) => Buffer.from(text, 'base64'))
  .refine((secret) => secret.length === 32, 'must be 32 bytes');

const environment = z.object({
  ...serviceEnvironment,
  GRPC_PORT: portField,
  AUTH_DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// address' }),
  AUTH_ISSUER: z.url('must be a URL').default('http://localhost:4000'),
  AUTH_AUDIENCE: z.string().default('fiscal-graph'),
  AUTH_KEY_SECRET: secretField,
  AUTH_SIGNUP_TIER: z.enum(['free', 'pro', 'enterprise']).default('free'),
});

export type Config = z.output<typeof environment>;

/** What the service needs to know, from the environment. Errors: ConfigError, with every fault at once. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  return readEnvironment(environment, env);
}
