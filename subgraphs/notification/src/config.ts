import { allowField, brokersField, hostField, jwkField, jwksField, portField, readEnvironment } from '@fiscal/kit';
import { z } from 'zod';

const environment = z.object({
  HOST: hostField,
  HTTP_PORT: portField,
  KAFKA_BROKERS: brokersField,
  INTERNAL_PRIVATE_JWK: jwkField,
  INTERNAL_JWKS: jwksField,
  NOTIFICATION_DATABASE_URL: z.url(),
  AUTH_GRPC_ADDRESS: z.string(),
  SMTP_URL: z.url({ protocol: /^smtps?$/ }),
  MAIL_FROM: z.string().default('Fiscal Graph <notifications@fiscal-graph.localhost>'),
  WEBHOOK_ALLOW: allowField,
});

/** Reads and checks the environment; every fault is reported at once. */
export function readConfig(env: NodeJS.ProcessEnv) {
  return readEnvironment(environment, env);
}
