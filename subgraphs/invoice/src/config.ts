import { allowField, brokersField, hostField, jwkField, jwksField, portField, readEnvironment } from '@fiscal/kit';
import { z } from 'zod';
import type { BlobAddress } from './blobs/index.ts';

const postgresUrl = z.url({ protocol: /^postgres(ql)?$/, error: 'must be postgres://…' });

const common = {
  HOST: hostField,
  HTTP_PORT: portField,
  GRPC_PORT: portField,
  KAFKA_BROKERS: brokersField,
  INTERNAL_PRIVATE_JWK: jwkField,
  INTERNAL_JWKS: jwksField,
  AUTH_GRPC_ADDRESS: z.string(),
  BLOB_DIR: z.string().optional(),
  S3_ENDPOINT: z.url().optional(),
  S3_BUCKET: z.string().optional(),
  INVOICE_FETCH_ALLOW: allowField,
};

/**
 * Reads and checks the environment; every fault is reported at once. Shards are INVOICE_0_DATABASE_URL and on, without
 * a gap: their number decides where an invoice lies.
 */
export function readConfig(env: NodeJS.ProcessEnv) {
  const shardNames = shardNamesIn(env);
  const shards = Object.fromEntries(shardNames.map((name) => [name, postgresUrl]));
  const checked = z.object({ ...common, ...shards }).refine(hasBlobAddress, {
    error: 'set it, or S3_ENDPOINT with S3_BUCKET, and not both',
    path: ['BLOB_DIR'],
  });
  const { BLOB_DIR, S3_ENDPOINT, S3_BUCKET, ...rest } = readEnvironment(checked, env);
  const blobs: BlobAddress = BLOB_DIR ? { dir: BLOB_DIR } : { endpoint: S3_ENDPOINT ?? '', bucket: S3_BUCKET ?? '' };
  const shardUrls = shardNames.map((name) => postgresUrl.parse(env[name]));
  return { ...rest, blobs, shardUrls };
}

type BlobFields = { BLOB_DIR?: string | undefined; S3_ENDPOINT?: string | undefined; S3_BUCKET?: string | undefined };

function hasBlobAddress({ BLOB_DIR, S3_ENDPOINT, S3_BUCKET }: BlobFields): boolean {
  return BLOB_DIR ? !S3_ENDPOINT && !S3_BUCKET : Boolean(S3_ENDPOINT && S3_BUCKET);
}

function shardNamesIn(env: NodeJS.ProcessEnv): string[] {
  const numbers = Object.keys(env).flatMap((name) => /^INVOICE_(\d{1,4})_DATABASE_URL$/.exec(name)?.[1] ?? []);
  const last = Math.max(0, ...numbers.map(Number));
  return Array.from({ length: last + 1 }, (_, number) => `INVOICE_${number}_DATABASE_URL`);
}
