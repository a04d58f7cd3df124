import { generateKeyPairSync } from 'node:crypto';

/** A private key that launches are signed with, a JWK as text. */
export function newSigningKey(): string {
  const { privateKey } = generateKeyPairSync('ed25519');
  return JSON.stringify({ ...privateKey.export({ format: 'jwk' }), kid: 'bench' });
}
