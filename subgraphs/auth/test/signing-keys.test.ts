import { randomBytes } from 'node:crypto';
import { createPool, createTransaction, migrate } from '@fiscal/kit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose';
import { createTestDatabase } from '../../../test/backends/postgres.ts';
import { createKeyRing, keyRingPart } from '../src/credentials/key-ring.ts';
import { createSealing } from '../src/credentials/sealing.ts';
import { createTransact } from '../src/store/index.ts';
import { login, sessionOf, signUp } from './ask.ts';
import { audience, createClock, issuer, type Service, startService } from './service.ts';

const day = 24 * 60;

async function fetchJwks(service: Service): Promise<JSONWebKeySet> {
  const response = await fetch(`${service.url}/.well-known/jwks.json`);
  return (await response.json()) as JSONWebKeySet; // what the endpoint is for
}

const kids = ({ keys }: JSONWebKeySet) => keys.map(({ kid }) => kid);

describe('access tokens', () => {
  let service: Service;
  beforeAll(async () => {
    service = await startService();
    await signUp(service, 'admin@norte.example');
  });
  afterAll(() => service.stop());

  const signIn = async () => sessionOf(await login(service, 'admin@norte.example'));
  const verify = async (token: string, jwks: JSONWebKeySet) =>
    jwtVerify(token, createLocalJWKSet(jwks), {
      issuer,
      audience,
      typ: 'at+jwt',
      algorithms: ['EdDSA'],
      requiredClaims: ['exp', 'iat', 'sub', 'jti'],
      currentDate: service.clock.now(),
    });

  it('are verified by the keys that everybody may fetch, and say who, where and what', async () => {
    const { accessToken, expiresAt, user } = await signIn();
    const { payload } = await verify(accessToken, await fetchJwks(service));
    expect(payload).toMatchObject({
      iss: issuer,
      aud: audience,
      sub: user.id,
      tenant: user.organization.id,
      roles: ['admin'],
      scope: 'read write manage',
      tier: 'pro',
      sid: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(15 * 60);
    expect(new Date(expiresAt).getTime()).toBe((payload.exp ?? 0) * 1000);
  });

  it('have each an id of their own', async () => {
    const jwks = await fetchJwks(service);
    const [first, second] = [await signIn(), await signIn()];
    const ids = [
      (await verify(first.accessToken, jwks)).payload.jti,
      (await verify(second.accessToken, jwks)).payload.jti,
    ];
    expect(new Set(ids).size).toBe(2);
  });

  it('come with two public keys, which may be cached, and no private one', async () => {
    const response = await fetch(`${service.url}/.well-known/jwks.json`);
    expect(response.headers.get('content-type')).toBe('application/jwk-set+json');
    expect(response.headers.get('cache-control')).toBe('public, max-age=300');
    const { keys } = (await response.json()) as JSONWebKeySet; // as above
    expect(keys).toHaveLength(2);
    for (const key of keys) {
      expect(Object.keys(key).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x']);
      expect(key).toMatchObject({ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig' });
    }
  });

  it('are signed by the next key after a day, which was published all the while; the old one outlives its tokens', async () => {
    const before = await fetchJwks(service);
    const old = await signIn();
    service.clock.advance(day);
    const fresh = await signIn();
    const { kid } = decodeProtectedHeader(fresh.accessToken);
    expect(kid).not.toBe(decodeProtectedHeader(old.accessToken).kid);
    await expect(verify(fresh.accessToken, before)).resolves.toBeDefined();
    const during = await fetchJwks(service);
    expect(during.keys).toHaveLength(3);
    expect(kids(during)).toEqual(expect.arrayContaining([...kids(before)]));
    service.clock.advance(20);
    const after = await fetchJwks(service);
    expect(after.keys).toHaveLength(2);
    expect(kids(after)).toContain(kid);
    expect(kids(after)).not.toContain(decodeProtectedHeader(old.accessToken).kid);
  });
});

describe('the key ring', () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let pool: ReturnType<typeof createPool>;
  const secret = randomBytes(32);
  const clock = createClock();
  const ring = (sealedWith = secret) =>
    createKeyRing(createTransact(createTransaction(pool)), createSealing(sealedWith), clock.now);

  beforeAll(async () => {
    database = await createTestDatabase();
    pool = createPool(database.url, 'keys');
    await migrate(pool, new URL('../migrations/', import.meta.url));
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  it('is one for all replicas, however many begin or rotate at the same time', async () => {
    const replicas = Array.from({ length: 6 }, () => ring());
    const signers = async () =>
      new Set((await Promise.all(replicas.map(({ signer }) => signer()))).map(({ kid }) => kid));
    const first = await signers();
    expect(first.size).toBe(1);
    clock.advance(day);
    const second = await signers();
    expect(second.size).toBe(1);
    expect(second).not.toEqual(first);
    const { rows } = await pool.query<{ count: number }>('select count(*)::integer as count from signing_key');
    expect(rows[0]?.count).toBe(3);
  });

  it('keeps private keys sealed', async () => {
    await ring().signer();
    const { rows } = await pool.query<{ sealed_private_jwk: Buffer; public_jwk: object }>('select * from signing_key');
    expect(rows.length).toBeGreaterThan(0);
    for (const { sealed_private_jwk, public_jwk } of rows) {
      expect(sealed_private_jwk.toString('latin1')).not.toContain('"d"');
      expect(public_jwk).not.toHaveProperty('d');
    }
  });

  it('does not open with another secret, and says so at the start', async () => {
    await ring().signer();
    await expect(keyRingPart(ring(randomBytes(32))).start()).rejects.toThrow('AUTH_KEY_SECRET');
  });

  it('serves the keys it read last while Postgres is away', async () => {
    let away = false;
    const transact = createTransact((tenantId, work) =>
      away ? Promise.reject(new Error('Postgres is away')) : createTransaction(pool)(tenantId, work),
    );
    const keys = createKeyRing(transact, createSealing(secret), clock.now);
    const before = await keys.jwks();
    away = true;
    clock.advance(5);
    expect(await keys.jwks()).toEqual(before);
    await expect(createKeyRing(transact, createSealing(secret), clock.now).jwks()).rejects.toThrow('away');
  });
});
