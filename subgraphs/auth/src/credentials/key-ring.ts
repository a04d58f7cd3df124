import { createPrivateKey, generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { log, type Part } from '@fiscal/kit';
import type { JSONWebKeySet } from 'jose';
import { noTenant } from '../domain/organization.ts';
import { currentKey, isRotationDue, rotate, type SigningKey } from '../domain/signing-key.ts';
import type { Transact } from '../store/index.ts';
import type { Sealing } from './sealing.ts';

/** A key that signs, and the name verifiers know it by. */
export type Signer = { readonly kid: string; readonly privateKey: KeyObject };

/** The keys that access tokens are signed with and verified by. */
export type KeyRing = {
  /** The key that signs now. */
  signer(): Promise<Signer>;
  /** What verifiers may meet: the key that signs, the next one, and those whose tokens may still live. */
  jwks(): Promise<JSONWebKeySet>;
};

type Ring = {
  readonly keys: readonly SigningKey[];
  readonly signer: Signer;
  readonly readAt: number;
};

/** A replica looks at the keys this often; the next key is published a day before, so none meets an unknown one. */
const readAgainMs = 60_000;

/**
 * The key ring in Postgres, one for all replicas. Whoever finds that a rotation is due does it under a lock; no timer is
 * needed, since an idle house needs no new key. While Postgres is away the keys last read stay good.
 */
export function createKeyRing(transact: Transact, sealing: Sealing, now: () => Date): KeyRing {
  let ring: Ring | undefined;
  let reading: Promise<Ring> | undefined;

  async function read(): Promise<Ring> {
    const keys = await currentKeys(transact, sealing, now());
    const current = currentKey(keys);
    if (!current) throw new Error('the rotation left no key that signs');
    ring = { keys, signer: { kid: current.kid, privateKey: open(current, sealing) }, readAt: now().getTime() };
    return ring;
  }

  /** One read at a time, however many ask. */
  function readOnce(): Promise<Ring> {
    reading ??= read().finally(() => {
      reading = undefined;
    });
    return reading;
  }

  async function fresh(): Promise<Ring> {
    if (ring && now().getTime() - ring.readAt < readAgainMs) return ring;
    const last = ring;
    if (!last) return readOnce();
    return readOnce().catch((error: unknown) => {
      log.warn({ err: error }, 'the signing keys could not be read again; those read last stay in use');
      return last;
    });
  }

  return {
    signer: async () => (await fresh()).signer,
    jwks: async () => ({ keys: (await fresh()).keys.map(({ publicJwk }) => publicJwk) }),
  };
}

/** Reads the keys at the start, so that a wrong secret is found then and not by the first who signs in. */
export function keyRingPart(keys: KeyRing): Part {
  return {
    name: 'signing keys',
    start: async () => void (await keys.signer()),
    stop: async () => undefined,
  };
}

/** The stored keys, rotated first when it is time. */
async function currentKeys(transact: Transact, sealing: Sealing, now: Date): Promise<readonly SigningKey[]> {
  const keys = await transact(noTenant, ({ signingKeys }) => signingKeys.all());
  if (!isRotationDue(keys, now)) return keys;
  return transact(noTenant, async ({ signingKeys }) => {
    const locked = await signingKeys.lockAll();
    if (!isRotationDue(locked, now)) return locked;
    const rotated = rotate(locked, now, () => makeKey(sealing, now));
    await signingKeys.replace(rotated);
    return rotated;
  });
}

function makeKey(sealing: Sealing, now: Date): SigningKey {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const kid = randomUUID();
  return {
    kid,
    publicJwk: { ...publicKey.export({ format: 'jwk' }), kid, alg: 'EdDSA', use: 'sig' },
    sealedPrivateJwk: sealing.seal(JSON.stringify(privateKey.export({ format: 'jwk' })), kid),
    publishedAt: now,
    signingSince: null,
    retiredAt: null,
  };
}

function open({ kid, sealedPrivateJwk }: SigningKey, sealing: Sealing): KeyObject {
  try {
    return createPrivateKey({ key: JSON.parse(sealing.open(sealedPrivateJwk, kid)), format: 'jwk' });
  } catch (error) {
    throw new Error('a signing key does not open: AUTH_KEY_SECRET is not the one it was sealed with', { cause: error });
  }
}
