import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { generateKeyPair, SignJWT } from 'jose';
import { type House, startHouse } from './house.ts';
import { audienceName, issuerName, person } from './issuer.ts';

const query = '{ unreadNotificationCount }';

describe('access tokens', () => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse();
  });
  afterAll(() => house.stop());
  beforeEach(() => {
    house.ledger.seen.length = 0;
  });

  const claims = { iss: issuerName, aud: audienceName, exp: Math.floor(Date.now() / 1_000) + 600, ...person('u', 't') };
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const unsigned = (header: object) => `${encode(header)}.${encode(claims)}.`;
  const selfSigned = async () => {
    const { privateKey } = await generateKeyPair('EdDSA');
    return new SignJWT(claims).setProtectedHeader({ alg: 'EdDSA', kid: 'key-1', typ: 'at+jwt' }).sign(privateKey);
  };
  const bySecret = () =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', kid: 'key-1', typ: 'at+jwt' })
      .sign(new TextEncoder().encode('a secret of thirty-two characters'));
  const tampered = async () => {
    const [header, , signature] = (await house.issuer.token()).split('.');
    return `${header}.${encode({ ...claims, tenant: 'tenant-b' })}.${signature}`;
  };

  it.each<[string, () => string | Promise<string>]>([
    ['an expired one', () => house.issuer.token({}, { expiresInSeconds: -1 })],
    ['one without an end', () => house.issuer.token({}, { expiresInSeconds: null })],
    ['one of another audience', () => house.issuer.token({}, { audience: 'somebody-else' })],
    ['one of another issuer', () => house.issuer.token({}, { issuer: 'http://elsewhere.example' })],
    ['one of another type', () => house.issuer.token({}, { type: 'JWT' })],
    ['one without a subject', () => house.issuer.token({ sub: '' })],
    ['one without a tenant', () => house.issuer.token({ tenant: undefined })],
    ['one with roles of its own making', () => house.issuer.token({ roles: ['root'] })],
    ['an unsigned one', () => unsigned({ alg: 'EdDSA', kid: 'key-1', typ: 'at+jwt' })],
    ['one with alg none', () => unsigned({ alg: 'none', typ: 'at+jwt' })],
    ['one signed with a key of its own', selfSigned],
    ['one signed with a shared secret', bySecret],
    ['one whose claims were changed', tampered],
    ['garbage', () => 'garbage'],
    ['an endless one', () => 'a'.repeat(9_000)],
  ])('are refused, with the same words for all: %s', async (_, make) => {
    const { status, headers, body } = await house.ask(query, { token: await make() });
    expect(status).toBe(401);
    expect(headers.get('www-authenticate')).toBe('Bearer');
    expect(body).toEqual({
      errors: [{ message: 'the access token is not valid', extensions: { code: 'UNAUTHENTICATED' } }],
    });
    expect(house.ledger.seen).toEqual([]);
  });

  it('are refused in any scheme but Bearer', async () => {
    const { status } = await house.ask(query, { headers: { authorization: 'Basic dTpw' } });
    expect(status).toBe(401);
  });

  it('are accepted when all is well', async () => {
    const { status, body } = await house.ask(query, { token: await house.issuer.token() });
    expect([status, body]).toEqual([200, { data: { unreadNotificationCount: 3 } }]);
  });
});

describe('the keys of access tokens', () => {
  let house: House;
  beforeEach(async () => {
    house = await startHouse();
  });
  afterEach(() => house.stop());

  it('stay good while their issuer is down', async () => {
    const token = await house.issuer.token();
    expect((await house.ask(query, { token })).status).toBe(200);
    await house.issuer.goDown();
    const later = await house.issuer.token(person('user-b', 'tenant-b'));
    expect((await house.ask(query, { token: later })).status).toBe(200);
    await house.issuer.comeUp();
  });

  it('let nobody in while none were ever fetched, and keep the door open for those without a token', async () => {
    await house.issuer.goDown();
    const refused = await house.ask(query, { token: await house.issuer.token() });
    expect([refused.status, refused.body.errors?.[0]?.extensions.code]).toEqual([503, 'AUTH_UNAVAILABLE']);
    expect((await house.ask('{ __typename }')).status).toBe(200);
    await house.issuer.comeUp();
    expect((await house.ask(query, { token: await house.issuer.token() })).status).toBe(200);
  });
});
