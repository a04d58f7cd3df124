import { brokersField, hostField, jwkField, jwksField, portField, readEnvironment } from '@fiscal/kit';
import { z } from 'zod';
import type { ClickHouseAddress } from './store/index.ts';

const environment = z.object({
  HOST: hostField,
  HTTP_PORT: portField,
  GRPC_PORT: portField,
  KAFKA_BROKERS: brokersField,
  INTERNAL_PRIVATE_JWK: jwkField,
  INTERNAL_JWKS: jwksField,
  INVOICE_GRPC_ADDRESS: z.string(),
  CLICKHOUSE_URL: z.url().optional(),
  CHDB_DIR: z.string().optional(),
});

/** Reads and checks the environment; every fault is reported at once. */
export function readConfig(env: NodeJS.ProcessEnv) {
  const { CLICKHOUSE_URL, CHDB_DIR, ...rest } = readEnvironment(
    environment.refine((value) => value.CLICKHOUSE_URL ?? value.CHDB_DIR, {
      error: 'set it, or CHDB_DIR for ClickHouse in this process',
      path: ['CLICKHOUSE_URL'],
    }),
    env,
  );
  const clickhouse: ClickHouseAddress = CLICKHOUSE_URL ? { url: CLICKHOUSE_URL } : { folder: CHDB_DIR ?? '' };
  return { ...rest, clickhouse };
}
