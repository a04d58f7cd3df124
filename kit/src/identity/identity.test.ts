import { beforeAll, describe, expect, it } from '@jest/globals';
import { importJWK, type JSONWebKeySet, type JWK, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import {
  createMintToken,
  createVerifyToken,
  generateInternalKeys,
  type Identity,
  type MintToken,
  requireRole,
  requireUser,
  type UserIdentity,
  type VerifyToken,
} from './index.ts';

const user: UserIdentity = {
  kind: 'user',
  via: 'gateway',
  userId: 'u-1',
  tenantId: 't-1',
  roles: ['analyst', 'viewer'],
  tier: 'pro',
  sessionId: 's-1',
  scopes: ['read', 'write'],
};
const unauthenticated = { kind: 'unauthenticated', code: 'UNAUTHENTICATED' };

let privateJwks: Record<string, JWK>;
let jwks: JSONWebKeySet;
let mint: MintToken;
let verify: VerifyToken;

beforeAll(async () => {
  ({ privateJwks, jwks } = await generateInternalKeys(['gateway', 'invoice']));
  mint = await createMintToken('gateway', privateJwks.gateway ?? {});
  verify = createVerifyToken('invoice', jwks);
});

/** Signs with a service's real key, so that each test spoils one thing only. */
async function forge(change: { header?: Record<string, string>; claims?: JWTPayload; without?: string; key?: string }) {
  const now = Math.floor(Date.now() / 1_000);
  const whole = { iss: 'gateway', aud: 'invoice', sub: 'service', kind: 'service', iat: now, exp: now + 60 };
  const claims: JWTPayload = { ...whole, ...change.claims };
  if (change.without) delete claims[change.without];
  const header = { alg: 'EdDSA', kid: 'gateway', typ: 'fiscal-internal+jwt', ...change.header };
  return new SignJWT(claims)
    .setProtectedHeader(header)
    .sign(await importJWK(privateJwks[change.key ?? 'gateway'] ?? {}, 'EdDSA'));
}

describe('an internal token', () => {
  it.each<Identity>([user, { kind: 'anonymous', via: 'gateway' }, { kind: 'service', via: 'gateway' }])(
    'carries the identity of kind $kind to the other side',
    async (identity) => {
      expect(await verify(await mint('invoice', identity))).toEqual(identity);
      expect(await verify(await mint('invoice', identity))).toEqual(identity);
    },
  );

  it('is good as forged by the test, so that what follows fails for its own reason', async () => {
    expect(await verify(await forge({}))).toEqual({ kind: 'service', via: 'gateway' });
  });

  const now = Math.floor(Date.now() / 1_000);
  it.each([
    ['for another audience', { claims: { aud: 'auth' } }],
    ['without an audience', { without: 'aud' }],
    ['that is expired', { claims: { iat: now - 120, exp: now - 60 } }],
    ['without expiry', { without: 'exp' }],
    ['that is good for too long', { claims: { iat: now - 120, exp: now + 3_600 } }],
    ['without a subject', { without: 'sub' }],
    ['of another type', { header: { typ: 'at+jwt' } }],
    ['of an unknown key', { header: { kid: 'nobody' } }],
    ['signed with the key of another service', { key: 'invoice' }],
    ['by another service that names the issuer but its own key', { key: 'invoice', header: { kid: 'invoice' } }],
    ['without an issuer', { without: 'iss' }],
    ['of an unknown kind of identity', { claims: { kind: 'root' } }],
    ['of a user without a tenant', { claims: { kind: 'user', roles: [], tier: 'pro', sid: 's' } }],
    [
      'of a user with an unknown role',
      { claims: { kind: 'user', roles: ['root'], tenant: 't', tier: 'pro', sid: 's' } },
    ],
  ])('%s is refused', async (_, change) => {
    await expect(verify(await forge(change))).rejects.toMatchObject(unauthenticated);
  });

  it('that is absent, unsigned or no token at all is refused', async () => {
    const unsigned = new UnsecuredJWT({ kind: 'service' })
      .setIssuer('gateway')
      .setAudience('invoice')
      .setSubject('service');
    await expect(verify(undefined)).rejects.toMatchObject(unauthenticated);
    await expect(verify('')).rejects.toMatchObject(unauthenticated);
    await expect(verify('a.b.c')).rejects.toMatchObject(unauthenticated);
    await expect(verify(unsigned.setIssuedAt().setExpirationTime('1m').encode())).rejects.toMatchObject(
      unauthenticated,
    );
  });

  it('changed by one letter is refused, even after the whole one was seen', async () => {
    const token = await mint('invoice', user);
    await verify(token);
    const [header, payload, signature = ''] = token.split('.');
    const changed = [header, payload, signature.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))].join('.');
    await expect(verify(changed)).rejects.toMatchObject(unauthenticated);
  });

  it('is reused for a while, by one audience and identity only, and outlives its reuse', async () => {
    let clock = Date.now() - 29_000;
    const mintAt = await createMintToken('gateway', privateJwks.gateway ?? {}, () => clock);
    const first = await mintAt('invoice', user);
    clock += 24_000;
    expect(await mintAt('invoice', user)).toBe(first);
    expect(await mintAt('auth', user)).not.toBe(first);
    expect(await mintAt('invoice', { ...user, tenantId: 't-2' })).not.toBe(first);
    clock += 5_000;
    expect(await mintAt('invoice', user)).not.toBe(first);
    expect(await verify(first)).toEqual(user);
  });

  it('is not minted with the key of another service', async () => {
    await expect(createMintToken('gateway', privateJwks.invoice ?? {})).rejects.toThrow('kid gateway');
  });
});

describe('what an identity may do', () => {
  it('needs a user', () => {
    expect(requireUser(user)).toBe(user);
    expect(() => requireUser({ kind: 'service', via: 'auth' })).toThrow(expect.objectContaining(unauthenticated));
    expect(() => requireRole({ kind: 'anonymous', via: 'gateway' }, 'viewer')).toThrow(
      expect.objectContaining(unauthenticated),
    );
  });

  it('needs one of the roles', () => {
    expect(requireRole(user, 'admin', 'analyst')).toBe(user);
    expect(() => requireRole(user, 'admin')).toThrow(expect.objectContaining({ kind: 'forbidden', code: 'FORBIDDEN' }));
  });
});

describe('the keys', () => {
  it('are published without their private halves', () => {
    expect(jwks.keys.map((key) => key.kid)).toEqual(['gateway', 'invoice']);
    expect(jwks.keys.every((key) => !('d' in key))).toBe(true);
  });
});
