import { type CryptoKey, errors, importJWK, type JSONWebKeySet, type JWTHeaderParameters, jwtVerify } from 'jose';
import { ZodError } from 'zod';
import { createBoundedCache } from '../bounded-cache.ts';
import { Refusal } from '../refusal.ts';
import { fromClaims, tokenAlgorithm, tokenLifetimeSeconds, tokenType } from './claims.ts';
import type { Identity } from './identity.ts';

/** Says who is behind a call by its internal token; refuses with `UNAUTHENTICATED` a token that is absent or unfit. */
export type VerifyToken = (token: string | undefined) => Promise<Identity>;

const clockToleranceSeconds = 5;
const cacheSize = 2_000;

/**
 * Makes the verifier of tokens meant for `audience`. A key vouches only for the service it is named after, so a
 * service whose key is stolen cannot speak as another.
 */
export function createVerifyToken(audience: string, jwks: JSONWebKeySet): VerifyToken {
  const findKey = createFindKey(jwks);
  const cache = createBoundedCache<Identity>(cacheSize, Date.now);
  return async (token) => {
    if (!token) throw unauthenticated();
    const known = cache.get(token);
    if (known) return known;
    const { identity, expiresAtMs } = await verify(token, audience, findKey).catch((error: unknown) => {
      throw unfit(error) ? unauthenticated(error) : error;
    });
    cache.set(token, identity, expiresAtMs);
    return identity;
  };
}

type FindKey = (header: JWTHeaderParameters) => Promise<CryptoKey>;

async function verify(token: string, audience: string, findKey: FindKey) {
  const { payload, protectedHeader } = await jwtVerify(token, findKey, {
    algorithms: [tokenAlgorithm],
    audience,
    typ: tokenType,
    requiredClaims: ['iss', 'sub', 'exp', 'iat'],
    maxTokenAge: tokenLifetimeSeconds,
    clockTolerance: clockToleranceSeconds,
  });
  if (!payload.iss || payload.iss !== protectedHeader.kid)
    throw new errors.JWTInvalid('iss is not the owner of the key');
  return { identity: fromClaims(payload, payload.iss), expiresAtMs: (payload.exp ?? 0) * 1_000 };
}

function createFindKey(jwks: JSONWebKeySet): FindKey {
  const keys = new Map(jwks.keys.map((jwk) => [jwk.kid, importJWK(jwk, tokenAlgorithm)]));
  // An unreadable key must fail the call that needs it, not the process as an unhandled rejection.
  for (const key of keys.values()) key.catch(() => undefined);
  return async ({ kid }) => {
    const key = await keys.get(kid);
    if (!key || key instanceof Uint8Array) throw new errors.JWKSNoMatchingKey();
    return key;
  };
}

function unfit(error: unknown): boolean {
  return error instanceof errors.JOSEError || error instanceof ZodError;
}

function unauthenticated(cause?: unknown): Refusal {
  return new Refusal('unauthenticated', 'UNAUTHENTICATED', 'a valid internal token is needed', { cause });
}
