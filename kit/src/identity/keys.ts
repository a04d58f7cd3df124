import { exportJWK, generateKeyPair, type JSONWebKeySet, type JWK } from 'jose';
import { tokenAlgorithm } from './claims.ts';

/** Makes an Ed25519 key pair for each service: the private keys by service name, and the set all services verify with. */
export async function generateInternalKeys(
  services: readonly string[],
): Promise<{ privateJwks: Record<string, JWK>; jwks: JSONWebKeySet }> {
  const privateJwks: Record<string, JWK> = {};
  for (const service of services) {
    const { privateKey } = await generateKeyPair(tokenAlgorithm, { crv: 'Ed25519', extractable: true });
    privateJwks[service] = { ...(await exportJWK(privateKey)), kid: service, alg: tokenAlgorithm };
  }
  const keys = Object.values(privateJwks).map(({ d: _, ...publicJwk }) => publicJwk);
  return { privateJwks, jwks: { keys } };
}
