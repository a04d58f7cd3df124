import { allowField, hostField, jwkField, portField, readEnvironment } from '@fiscal/kit';
import { z } from 'zod';

const megabytes = 1024 * 1024;

const environment = z.object({
  HOST: hostField,
  HTTP_PORT: portField,
  REGISTRY_DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  REGISTRY_ADMIN_KEY: z.string().min(32, 'must be at least 32 characters long'),
  /** What an installation's own routers ask with; others have keys that are made by whoever may manage the graph. */
  REGISTRY_ROUTER_KEY: z.string().min(32, 'must be at least 32 characters long').optional(),
  REGISTRY_SIGNING_JWK: jwkField,
  REGISTRY_ORGANIZATION: z
    .string()
    .regex(/^[a-zA-Z][a-zA-Z0-9_-]{0,63}$/, 'must be up to 64 letters, digits, _ and -')
    .default('default'),
  REGISTRY_URL: z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/\/+$/, ''))
    .optional(),
  /** How long it is kept what clients sent. */
  REGISTRY_MAX_PENDING_CHECKS: z.coerce.number().int().positive().max(10_000).default(2_500),
  REGISTRY_USAGE_DAYS: z.coerce.number().int().positive().max(3_650).default(90),
  REGISTRY_MAX_SDL_BYTES: z.coerce
    .number()
    .int()
    .positive()
    .max(20 * megabytes)
    .default(5 * megabytes),
  /** How long a check may take once it has begun. */
  REGISTRY_CHECK_DEADLINE_MS: z.coerce.number().int().min(1_000).max(280_000).default(60_000),
  /** How long checks are kept. */
  REGISTRY_CHECK_DAYS: z.coerce.number().int().positive().max(3_650).default(90),
  WEBHOOK_ALLOW: allowField,
  REGISTRY_WORKERS: z.coerce.number().int().min(1).max(64).default(2),
  REGISTRY_WORKER_MEMORY_MB: z.coerce.number().int().min(128).default(1_024),
});

/** What the registry is told from outside. */
export type Config = z.output<typeof environment>;

/** Reads and checks the environment; every fault is reported at once. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  return readEnvironment(environment, env);
}
