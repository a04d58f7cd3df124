import type { JWK } from 'jose';

/**
 * A key pair that signs access tokens; the private half is sealed. Its life: published (the next one), signing (the
 * current one), retired; a retired one stays published until the last token it signed has ended.
 */
export type SigningKey = {
  readonly kid: string;
  readonly publicJwk: JWK;
  readonly sealedPrivateJwk: Buffer;
  readonly publishedAt: Date;
  readonly signingSince: Date | null;
  readonly retiredAt: Date | null;
};

const minuteMs = 60_000;
const signsForMs = 24 * 60 * minuteMs;

/** How long an access token is good: 15 minutes. */
export const accessTokenMs = 15 * minuteMs;

/** Access tokens live 15 minutes, and a replica that has not looked yet may sign with a retired key for a minute. */
const publishedAfterMs = accessTokenMs + 5 * minuteMs;

/** The key that signs now. */
export function currentKey(keys: readonly SigningKey[]): SigningKey | undefined {
  return keys.find((key) => key.signingSince !== null && key.retiredAt === null);
}

/** The key that is published so that verifiers know it when its turn comes. */
export function nextKey(keys: readonly SigningKey[]): SigningKey | undefined {
  return keys.find((key) => key.signingSince === null);
}

/** Whether `rotate` would change anything. */
export function isRotationDue(keys: readonly SigningKey[], now: Date): boolean {
  const current = currentKey(keys);
  return !current || !nextKey(keys) || hasSignedEnough(current, now) || keys.some((key) => isForgotten(key, now));
}

/**
 * The keys as they should be now: one signs, for a day; one waits; retired ones are published for 20 minutes more.
 * `makeKey` gives a fresh pair.
 */
export function rotate(keys: readonly SigningKey[], now: Date, makeKey: () => SigningKey): readonly SigningKey[] {
  const kept = keys.filter((key) => !isForgotten(key, now));
  const current = currentKey(kept);
  const next = nextKey(kept) ?? makeKey();
  if (current && !hasSignedEnough(current, now)) return [...kept.filter((key) => key !== next), next];
  const rest = kept.filter((key) => key !== current && key !== next);
  const retired = current ? [{ ...current, retiredAt: now }] : [];
  return [...rest, ...retired, { ...next, signingSince: now }, makeKey()];
}

function hasSignedEnough({ signingSince }: SigningKey, now: Date): boolean {
  return signingSince !== null && now.getTime() - signingSince.getTime() >= signsForMs;
}

function isForgotten({ retiredAt }: SigningKey, now: Date): boolean {
  return retiredAt !== null && now.getTime() - retiredAt.getTime() >= publishedAfterMs;
}
