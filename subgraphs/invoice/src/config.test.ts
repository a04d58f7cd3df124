import { type ConfigError, generateInternalKeys } from '@fiscal/kit';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { readConfig } from './config.ts';

let env: Record<string, string>;

beforeAll(async () => {
  const { privateJwks, jwks } = await generateInternalKeys(['invoice']);
  env = {
    HTTP_PORT: '4102',
    GRPC_PORT: '4202',
    KAFKA_BROKERS: 'localhost:9092',
    INTERNAL_PRIVATE_JWK: JSON.stringify(privateJwks.invoice),
    INTERNAL_JWKS: JSON.stringify(jwks),
    AUTH_GRPC_ADDRESS: 'localhost:4201',
    BLOB_DIR: '/data/blobs',
    INVOICE_0_DATABASE_URL: 'postgres://localhost/invoice_0',
  };
});

function faultsOf(changes: Record<string, string>): readonly string[] {
  try {
    readConfig({ ...env, ...changes });
  } catch (error) {
    return (error as ConfigError).faults;
  }
  return [];
}

describe('the configuration', () => {
  it('takes any number of shards, in their order', () => {
    const shards = { INVOICE_1_DATABASE_URL: 'postgres://b/1', INVOICE_2_DATABASE_URL: 'postgres://a/2' };
    expect(readConfig({ ...env, ...shards }).shardUrls).toEqual([
      'postgres://localhost/invoice_0',
      'postgres://b/1',
      'postgres://a/2',
    ]);
  });

  it('keeps documents in a folder or a bucket', () => {
    expect(readConfig(env).blobs).toEqual({ dir: '/data/blobs' });
    const s3 = { ...env, BLOB_DIR: '', S3_ENDPOINT: 'https://s3.example', S3_BUCKET: 'documents' };
    expect(readConfig(s3).blobs).toEqual({ endpoint: 'https://s3.example', bucket: 'documents' });
  });

  it('fetches from nowhere private unless told', () => {
    expect(readConfig(env).INVOICE_FETCH_ALLOW).toEqual(new Set());
    expect(readConfig({ ...env, INVOICE_FETCH_ALLOW: 'localhost:80, b:443' }).INVOICE_FETCH_ALLOW).toEqual(
      new Set(['localhost:80', 'b:443']),
    );
  });

  it('names what is wrong', () => {
    expect(faultsOf({ INVOICE_2_DATABASE_URL: 'postgres://a/2' })).toEqual(['INVOICE_1_DATABASE_URL is not set']);
    expect(faultsOf({ INVOICE_0_DATABASE_URL: '' })).toEqual(['INVOICE_0_DATABASE_URL is not set']);
    expect(faultsOf({ BLOB_DIR: '' })).toEqual(['BLOB_DIR is not set']);
    expect(faultsOf({ S3_BUCKET: 'both' })).toEqual(['BLOB_DIR: set it, or S3_ENDPOINT with S3_BUCKET, and not both']);
    expect(faultsOf({ INVOICE_FETCH_ALLOW: 'localhost', AUTH_GRPC_ADDRESS: '' })).toHaveLength(2);
  });
});
