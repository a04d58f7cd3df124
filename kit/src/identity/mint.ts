import { importJWK, type JWK, SignJWT } from 'jose';
import { createBoundedCache } from '../bounded-cache.ts';
import { toClaims, tokenAlgorithm, tokenLifetimeSeconds, tokenType } from './claims.ts';
import type { Identity } from './identity.ts';

/** Makes the token with which this service calls `audience` on behalf of `identity`; it is good for at least 30 s. */
export type MintToken = (audience: string, identity: Identity) => Promise<string>;

const reuseMs = 25_000;
const cacheSize = 2_000;

/**
 * Makes the signer of a service's internal tokens. Tokens are reused for 25 s, so that a burst of calls signs once.
 * @throws Error when the key is not a private Ed25519 key whose `kid` is the issuer.
 */
export async function createMintToken(
  issuer: string,
  privateJwk: JWK,
  now: () => number = Date.now,
): Promise<MintToken> {
  if (privateJwk.kid !== issuer) throw new Error(`the internal key of ${issuer} must have kid ${issuer}`);
  const key = await importJWK(privateJwk, tokenAlgorithm);
  const cache = createBoundedCache<Promise<string>>(cacheSize, now);
  const sign = (audience: string, identity: Identity) => {
    const issuedAt = Math.floor(now() / 1_000);
    return new SignJWT(toClaims(identity))
      .setProtectedHeader({ alg: tokenAlgorithm, kid: issuer, typ: tokenType })
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + tokenLifetimeSeconds)
      .sign(key);
  };
  return (audience, identity) => {
    const cacheKey = JSON.stringify([audience, toClaims(identity)]);
    const known = cache.get(cacheKey);
    if (known) return known;
    const token = sign(audience, identity);
    cache.set(cacheKey, token, now() + reuseMs);
    return token;
  };
}
