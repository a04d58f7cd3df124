import { createHash, createPublicKey, generateKeyPairSync, type JsonWebKey } from 'node:crypto';

/**
 * Prints a key that launches are signed with, for the registry, and its public half, for gateways. Run with
 * `npm run --silent signing-key >> .env`.
 */
function main(): void {
  const { privateKey } = generateKeyPairSync('ed25519');
  const name = (jwk: JsonWebKey) => ({
    ...jwk,
    kid: createHash('sha256').update(String(jwk.x)).digest('hex').slice(0, 8),
  });
  const jwk = name(privateKey.export({ format: 'jwk' }));
  console.log(`REGISTRY_SIGNING_JWK='${JSON.stringify(jwk)}'`);
  console.log(`REGISTRY_SIGNING_KEY='${JSON.stringify(name(createPublicKey(privateKey).export({ format: 'jwk' })))}'`);
}

main();
