import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { brokersField, ConfigError, portField, readEnvironment, serviceEnvironment } from './config.ts';
import { generateInternalKeys } from './identity/index.ts';

function faultsOf(shape: z.ZodRawShape, env: NodeJS.ProcessEnv): readonly string[] {
  try {
    readEnvironment(z.object(shape), env);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

describe('the environment', () => {
  it('is read into typed values, and an empty variable counts as unset', async () => {
    const { privateJwks, jwks } = await generateInternalKeys(['auth']);
    const env = {
      HOST: '',
      HTTP_PORT: '4101',
      GRPC_PORT: '',
      INTERNAL_PRIVATE_JWK: JSON.stringify(privateJwks.auth),
      INTERNAL_JWKS: JSON.stringify(jwks),
      KAFKA_BROKERS: 'a:9092, b:9093',
      UNRELATED: 'x',
    };
    const config = readEnvironment(z.object(serviceEnvironment), env);
    expect(config).toEqual({
      HOST: '127.0.0.1',
      HTTP_PORT: 4101,
      LOG_LEVEL: 'info',
      INTERNAL_PRIVATE_JWK: privateJwks.auth,
      INTERNAL_JWKS: jwks,
      KAFKA_BROKERS: ['a:9092', 'b:9093'],
    });
  });

  it('tells of all its faults at once, by name', () => {
    const shape = { HTTP_PORT: portField, GRPC_PORT: portField, KAFKA_BROKERS: brokersField, SMTP_URL: z.url() };
    const faults = faultsOf(shape, { HTTP_PORT: '70000', KAFKA_BROKERS: 'nowhere', SMTP_URL: '' });
    expect(faults).toEqual([
      'HTTP_PORT: must be at most 65535',
      'GRPC_PORT is not set',
      'KAFKA_BROKERS: must be host:port[,host:port…]',
      'SMTP_URL is not set',
    ]);
  });

  it('does not repeat a secret that is malformed', () => {
    const { INTERNAL_PRIVATE_JWK } = serviceEnvironment;
    const faults = faultsOf({ INTERNAL_PRIVATE_JWK }, { INTERNAL_PRIVATE_JWK: '{"d":"very-secret"' });
    expect(faults).toEqual(['INTERNAL_PRIVATE_JWK: must be JSON']);
    const incomplete = faultsOf({ INTERNAL_PRIVATE_JWK }, { INTERNAL_PRIVATE_JWK: '{"d":"very-secret"}' });
    expect(incomplete.join()).toContain('INTERNAL_PRIVATE_JWK.kid');
    expect(incomplete.join()).not.toContain('very-secret');
  });
});
