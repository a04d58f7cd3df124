import { generateInternalKeys } from '@fiscal/kit';
import { describe, expect, it } from '@jest/globals';
import { readConfig } from './config.ts';

const { privateJwks, jwks } = await generateInternalKeys(['auth']);
const environment = {
  HTTP_PORT: '4101',
  GRPC_PORT: '4201',
  KAFKA_BROKERS: 'localhost:9092',
  INTERNAL_PRIVATE_JWK: JSON.stringify(privateJwks.auth),
  INTERNAL_JWKS: JSON.stringify(jwks),
  AUTH_DATABASE_URL: 'postgres://auth:auth@localhost:5432/auth',
  AUTH_KEY_SECRET: Buffer.alloc(32, 7).toString('base64'),
};

describe('the configuration', () => {
  it('needs an address, a secret and what every service needs; the rest has a default', () => {
    expect(readConfig(environment)).toMatchObject({
      AUTH_ISSUER: 'http://localhost:4000',
      AUTH_AUDIENCE: 'fiscal-graph',
      AUTH_SIGNUP_TIER: 'free',
      AUTH_KEY_SECRET: Buffer.alloc(32, 7),
    });
  });

  it('names every fault at once, and no secret', () => {
    const secret = Buffer.alloc(16, 7).toString('base64');
    const faulty = { ...environment, AUTH_DATABASE_URL: '', AUTH_KEY_SECRET: secret, AUTH_SIGNUP_TIER: 'gold' };
    const read = () => readConfig(faulty);
    expect(read).toThrow('AUTH_DATABASE_URL is not set');
    expect(read).toThrow('AUTH_KEY_SECRET: must be 32 bytes');
    expect(read).toThrow('AUTH_SIGNUP_TIER');
    expect(read).not.toThrow(secret);
  });
});
