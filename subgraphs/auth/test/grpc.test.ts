import type { UserIdentity } from '@fiscal/kit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SignJWT, UnsecuredJWT } from 'jose';
import { Role, Tier, UserStatus } from '../src/grpc/generated/auth.ts';
import { addUser, get, identityOf, login, type SessionAnswer, sessionOf, setStatus, signUp } from './ask.ts';
import { audience, issuer, type Service, startService } from './service.ts';

const notFound = (code: string) => ({ kind: 'not_found', code });

describe('the gRPC door', () => {
  let service: Service;
  let north: UserIdentity;
  let south: UserIdentity;
  let viewer: UserIdentity;

  beforeAll(async () => {
    service = await startService();
    north = identityOf(await signUp(service, 'admin@norte.example', ['EKU9003173C9', 'AAA010101AAA']));
    south = identityOf(await signUp(service, 'admin@sur.example'));
    viewer = await addUser(service, north, 'viewer@norte.example', 'VIEWER');
  });
  afterAll(() => service.stop());

  describe('asked by a service', () => {
    it('gives a user of the organisation it names', async () => {
      const { user } = await service.client.getUser({ organizationId: north.tenantId, userId: viewer.userId });
      expect(user).toEqual({
        id: viewer.userId,
        organizationId: north.tenantId,
        email: 'viewer@norte.example',
        name: 'Somebody',
        role: Role.VIEWER,
        status: UserStatus.ACTIVE,
      });
    });

    it('gives an organisation with the RFCs it owns', async () => {
      const { organization } = await service.client.getOrganization({ organizationId: north.tenantId });
      expect(organization).toEqual({
        id: north.tenantId,
        name: 'Comercial Norte',
        tier: Tier.PRO,
        rfcs: ['AAA010101AAA', 'EKU9003173C9'],
      });
    });

    it('lists the active users', async () => {
      const { userId } = await addUser(service, north, 'away@norte.example', 'ANALYST');
      const emails = async () =>
        (await service.client.listUsers({ organizationId: north.tenantId })).users.map(({ email }) => email);
      expect(await emails()).toEqual(['admin@norte.example', 'viewer@norte.example', 'away@norte.example']);
      await setStatus(service, north, userId, 'SUSPENDED');
      expect(await emails()).toEqual(['admin@norte.example', 'viewer@norte.example']);
    });

    it.each(['', '*', '-', 'no-such-organisation'])('finds nothing in organisation %j', async (organizationId) => {
      const { client } = service;
      await expect(client.getUser({ organizationId, userId: north.userId })).rejects.toMatchObject(
        notFound('USER_NOT_FOUND'),
      );
      await expect(client.getOrganization({ organizationId })).rejects.toMatchObject(
        notFound('ORGANIZATION_NOT_FOUND'),
      );
    });

    it('finds a user in no organisation but the own', async () => {
      const asked = service.client.getUser({ organizationId: south.tenantId, userId: north.userId });
      await expect(asked).rejects.toMatchObject(notFound('USER_NOT_FOUND'));
    });
  });

  describe('asked for a user', () => {
    it('gives what is of the own organisation, named or not', async () => {
      for (const organizationId of ['', north.tenantId]) {
        const { user } = await service.client.getUser({ organizationId, userId: viewer.userId }, { identity: north });
        expect(user?.id).toBe(viewer.userId);
        const { organization } = await service.client.getOrganization({ organizationId }, { identity: viewer });
        expect(organization?.id).toBe(north.tenantId);
      }
    });

    it('finds nothing of another organisation', async () => {
      const { client } = service;
      const identity = south;
      const named = { organizationId: north.tenantId };
      await expect(client.getOrganization(named, { identity })).rejects.toMatchObject(
        notFound('ORGANIZATION_NOT_FOUND'),
      );
      await expect(client.listUsers(named, { identity })).rejects.toMatchObject(notFound('ORGANIZATION_NOT_FOUND'));
      for (const organizationId of ['', south.tenantId, north.tenantId]) {
        const asked = client.getUser({ organizationId, userId: north.userId }, { identity });
        await expect(asked).rejects.toMatchObject(notFound('USER_NOT_FOUND'));
      }
    });
  });

  it('gives nothing to callers who are nobody', async () => {
    const identity = { kind: 'anonymous', via: 'invoice' } as const;
    const { client } = service;
    const refusal = { kind: 'unauthenticated', code: 'UNAUTHENTICATED' };
    await expect(client.getUser({ userId: north.userId }, { identity })).rejects.toMatchObject(refusal);
    await expect(client.introspectToken({ accessToken: 'x' }, { identity })).rejects.toMatchObject(refusal);
  });

  describe('asked whether a token is good', () => {
    const isGood = async (accessToken: string) => (await service.client.introspectToken({ accessToken })).active;
    const signIn = async (email: string): Promise<SessionAnswer> => sessionOf(await login(service, email));

    it('says whose it is and until when', async () => {
      const { accessToken, expiresAt } = await signIn('viewer@norte.example');
      expect(await service.client.introspectToken({ accessToken })).toEqual({
        active: true,
        userId: viewer.userId,
        organizationId: north.tenantId,
        role: Role.VIEWER,
        expiresAt: new Date(expiresAt),
      });
    });

    it('says no once its session has ended', async () => {
      const session = await signIn('viewer@norte.example');
      expect(await isGood(session.accessToken)).toBe(true);
      await get(service, identityOf(session), 'mutation { logout }');
      expect(await isGood(session.accessToken)).toBe(false);
    });

    it('says no once its user is suspended', async () => {
      const { userId } = await addUser(service, north, 'soon@norte.example', 'VIEWER');
      const { accessToken } = await signIn('soon@norte.example');
      expect(await isGood(accessToken)).toBe(true);
      await setStatus(service, north, userId, 'SUSPENDED');
      expect(await isGood(accessToken)).toBe(false);
    });

    it('says no to what the house did not sign', async () => {
      const { accessToken } = await signIn('viewer@norte.example');
      const [header, payload, signature = ''] = accessToken.split('.');
      const claims = { tenant: north.tenantId, sid: north.sessionId };
      const unsigned = new UnsecuredJWT(claims).setIssuer(issuer).setAudience(audience).setSubject(north.userId);
      const byOthers = new SignJWT(claims).setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' }).setIssuer(issuer);
      const changed = signature.startsWith('A') ? `B${signature.slice(1)}` : `A${signature.slice(1)}`;
      for (const token of [
        '',
        'nonsense',
        `${header}.${payload}.`,
        `${header}.${payload}.${changed}`,
        unsigned.setExpirationTime('1h').encode(),
        await byOthers.setAudience(audience).setSubject(north.userId).setExpirationTime('1h').sign(Buffer.alloc(32)),
      ]) {
        expect(await isGood(token)).toBe(false);
      }
    });

    it('tells a user of another organisation nothing', async () => {
      const { accessToken } = await signIn('viewer@norte.example');
      const told = await service.client.introspectToken({ accessToken }, { identity: south });
      expect(told).toMatchObject({ active: false, userId: '' });
    });

    it('says no after 15 minutes', async () => {
      const { accessToken } = await signIn('viewer@norte.example');
      service.clock.advance(14);
      expect(await isGood(accessToken)).toBe(true);
      service.clock.advance(1);
      expect(await isGood(accessToken)).toBe(false);
    });
  });
});
