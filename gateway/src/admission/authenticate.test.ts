import { beforeAll, describe, expect, it } from '@jest/globals';
import { type CryptoKey, generateKeyPair, SignJWT } from 'jose';
import { createAuthenticate } from './authenticate.ts';

const claims = { sub: 'u', tenant: 't', roles: ['viewer'], tier: 'pro', sid: 's', scope: 'read  write' };
const refused = { kind: 'unauthenticated', code: 'UNAUTHENTICATED' };

describe('the check of access tokens', () => {
  let keys: { privateKey: CryptoKey; publicKey: CryptoKey };
  beforeAll(async () => {
    keys = await generateKeyPair('EdDSA');
  });

  async function setUp() {
    const clock = { now: 1_800_000_000_000 };
    const seen = { lookUps: 0 };
    const findKey = async () => {
      seen.lookUps += 1;
      return keys.publicKey;
    };
    const token = await new SignJWT({ ...claims, exp: clock.now / 1_000 + 90 })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt' })
      .setIssuer('issuer')
      .setAudience('graph')
      .sign(keys.privateKey);
    return { authenticate: createAuthenticate(findKey, 'issuer', 'graph', () => clock.now), clock, seen, token };
  }

  it('checks a signature once a minute, and names the same caller in between', async () => {
    const { authenticate, clock, seen, token } = await setUp();
    const first = await authenticate(`Bearer ${token}`);
    expect(first).toMatchObject({
      identity: { userId: 'u', tenantId: 't', scopes: ['read', 'write'] },
      expiresAt: clock.now + 90_000,
    });
    clock.now += 59_999;
    expect(await authenticate(`bearer ${token}`)).toEqual(first);
    expect(seen.lookUps).toBe(1);
    clock.now += 1;
    expect(await authenticate(`Bearer ${token}`)).toEqual(first);
    expect(seen.lookUps).toBe(2);
  });

  it('refuses a token from the moment it ends, though it was good just before', async () => {
    const { authenticate, clock, token } = await setUp();
    clock.now += 89_999;
    await authenticate(`Bearer ${token}`);
    clock.now += 1;
    await expect(authenticate(`Bearer ${token}`)).rejects.toMatchObject(refused);
  });

  it('remembers nothing of a token that only looks like one it knows', async () => {
    const { authenticate, token } = await setUp();
    await authenticate(`Bearer ${token}`);
    const [header, , signature] = token.split('.');
    const other = Buffer.from(JSON.stringify({ ...claims, tenant: 'other' })).toString('base64url');
    await expect(authenticate(`Bearer ${header}.${other}.${signature}`)).rejects.toMatchObject(refused);
  });
});
