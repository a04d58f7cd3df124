import { log, Refusal } from '@fiscal/kit';
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { fetch } from 'undici';
import { z } from 'zod';

const timeoutMs = 3_000;
const refreshAfterMs = 5 * 60_000;
/** Between two attempts, so that tokens of unknown keys cannot turn into a flood of requests to the issuer. */
const cooldownMs = 10_000;

const keySet = z.looseObject({ keys: z.array(z.looseObject({ kty: z.string() })) });

type KeyRing = {
  readonly find: JWTVerifyGetKey;
  readonly fetchedAt: number;
};

/**
 * Finds the issuer's public keys by its JWKS endpoint. Keys once fetched stay good while the endpoint is down; they are
 * asked for again every 5 minutes, and at once (but not more often than every 10 s) for a key id that is unknown.
 * Errors: Refusal `AUTH_UNAVAILABLE` while no keys were ever fetched; jose's JWKSNoMatchingKey when none fits.
 */
export function createSigningKeys(url: URL, now: () => number): JWTVerifyGetKey {
  let ring: KeyRing | undefined;
  let pending: Promise<void> | undefined;
  let triedAt = Number.NEGATIVE_INFINITY;

  const refresh = () => {
    triedAt = now();
    pending ??= fetchKeys(url)
      .then((keys) => {
        ring = { find: createLocalJWKSet(keys), fetchedAt: now() };
      })
      .finally(() => {
        pending = undefined;
      });
    return pending;
  };
  const mayTry = () => pending !== undefined || now() - triedAt >= cooldownMs;
  const keepOld = (error: unknown) => log.warn({ err: error }, 'the signing keys could not be refreshed');

  return async (header, token) => {
    if (!ring) await refresh().catch(refuse);
    else if (now() - ring.fetchedAt >= refreshAfterMs && mayTry()) refresh().catch(keepOld);
    if (!ring) throw refusal();
    try {
      return await ring.find(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || !mayTry()) throw error;
      await refresh().catch(keepOld);
      return ring.find(header, token);
    }
  };
}

async function fetchKeys(url: URL): Promise<JSONWebKeySet> {
  const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
  if (!response.ok) throw new Error(`the signing keys came with status ${response.status}`);
  return keySet.parse(await response.json());
}

function refuse(error: unknown): never {
  throw refusal(error);
}

function refusal(cause?: unknown): Refusal {
  return new Refusal('unavailable', 'AUTH_UNAVAILABLE', 'access tokens cannot be checked now', { cause });
}
