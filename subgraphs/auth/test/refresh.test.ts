import { createHash } from 'node:crypto';
import { createTransaction } from '@fiscal/kit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeRefreshToken } from '../src/credentials/refresh-tokens.ts';
import { addUser, ask, codes, eventsOf, get, identityOf, login, refresh, sessionOf, setStatus, signUp } from './ask.ts';
import { anonymous, type Service, startService } from './service.ts';

const logout = 'mutation { logout }';

describe('a refresh token', () => {
  let service: Service;
  beforeAll(async () => {
    service = await startService();
  });
  afterAll(() => service.stop());

  it('gives the next session of the same family', async () => {
    const first = await signUp(service, 'next@norte.example');
    const second = sessionOf(await refresh(service, first.refreshToken));
    const third = sessionOf(await refresh(service, second.refreshToken));
    expect(new Set([first, second, third].map(({ refreshToken }) => refreshToken)).size).toBe(3);
    expect(identityOf(third)).toEqual(identityOf(first));
    expect(third.user).toEqual(first.user);
  });

  it('is kept as a hash only', async () => {
    const { refreshToken, user } = await signUp(service, 'hash@norte.example');
    const stored = await createTransaction(service.pool)(user.organization.id, async (db) => {
      const { rows } = await db.query<{ hash: Buffer }>('select hash from refresh_token');
      return rows.map(({ hash }) => hash);
    });
    expect(stored).toEqual([createHash('sha256').update(Buffer.from(refreshToken, 'base64url')).digest()]);
  });

  it('used twice revokes all that came from the same login, and says so', async () => {
    const first = await signUp(service, 'reuse@norte.example');
    const second = sessionOf(await refresh(service, first.refreshToken));
    expect(codes(await refresh(service, first.refreshToken))).toEqual(['REFRESH_TOKEN_REUSED']);
    expect(codes(await refresh(service, second.refreshToken))).toEqual(['INVALID_REFRESH_TOKEN']);
    expect(codes(await refresh(service, first.refreshToken))).toEqual(['REFRESH_TOKEN_REUSED']);
    const revoked = (await eventsOf(service, first.user.id)).filter(({ type }) => type === 'fiscal.session.revoked.v1');
    expect(revoked).toMatchObject([
      {
        tenant: first.user.organization.id,
        data: { userId: first.user.id, sessionId: identityOf(first).sessionId, reason: 'TOKEN_REUSED' },
      },
    ]);
  });

  it('used twice leaves the sessions of other logins alone', async () => {
    const first = await signUp(service, 'elsewhere@norte.example');
    const elsewhere = sessionOf(await login(service, 'elsewhere@norte.example'));
    await refresh(service, first.refreshToken);
    await refresh(service, first.refreshToken);
    expect(codes(await refresh(service, elsewhere.refreshToken))).toEqual([]);
  });

  it('used by several at the same time is good for exactly one', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { refreshToken, user } = await signUp(service, `race${round}@norte.example`);
      const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(service, refreshToken)));
      const outcomes = answers.map((answer) => codes(answer)[0] ?? 'won').sort();
      expect(outcomes).toEqual([...Array.from({ length: 7 }, () => 'REFRESH_TOKEN_REUSED'), 'won']);
      const winner = answers.find(({ errors }) => !errors);
      expect(codes(await refresh(service, sessionOf(winner ?? {}).refreshToken))).toEqual(['INVALID_REFRESH_TOKEN']);
      const revoked = (await eventsOf(service, user.id)).filter(({ type }) => type === 'fiscal.session.revoked.v1');
      expect(revoked).toHaveLength(1);
    }
  });

  it('ends after 30 days', async () => {
    const { refreshToken } = await signUp(service, 'late@norte.example');
    service.clock.advance(30 * 24 * 60);
    expect(codes(await refresh(service, refreshToken))).toEqual(['INVALID_REFRESH_TOKEN']);
  });

  it('is forgotten with its session when that has ended and the user signs in again', async () => {
    const { user } = await signUp(service, 'returning@norte.example');
    service.clock.advance(31 * 24 * 60);
    await login(service, 'returning@norte.example');
    const kept = await createTransaction(service.pool)(user.organization.id, async (db) => {
      const { rows } = await db.query(
        'select (select count(*)::integer from session) as sessions, (select count(*)::integer from refresh_token) as tokens',
      );
      return rows;
    });
    expect(kept).toEqual([{ sessions: 1, tokens: 1 }]);
  });

  it('that has ended is forgotten when the next of its session is given', async () => {
    let { refreshToken, user } = await signUp(service, 'steady@norte.example');
    for (let time = 0; time < 4; time += 1) {
      service.clock.advance(11 * 24 * 60);
      ({ refreshToken, user } = sessionOf(await refresh(service, refreshToken)));
    }
    const kept = await createTransaction(service.pool)(user.organization.id, async (db) => {
      const { rows } = await db.query('select hash from refresh_token');
      return rows;
    });
    expect(kept).toHaveLength(3);
  });

  it('is refused when nobody was ever given it', async () => {
    const { user } = await signUp(service, 'forged@norte.example');
    for (const text of ['', 'x', 'x'.repeat(64), 'x'.repeat(100_000), makeRefreshToken(user.organization.id).text]) {
      expect(codes(await refresh(service, text))).toEqual(['INVALID_REFRESH_TOKEN']);
    }
  });

  it('leads nowhere when its organisation is exchanged for another', async () => {
    const north = await signUp(service, 'north@norte.example');
    const south = await signUp(service, 'south@sur.example');
    const secret = Buffer.from(north.refreshToken, 'base64url').subarray(16);
    const tenant = Buffer.from(south.refreshToken, 'base64url').subarray(0, 16);
    const mixed = Buffer.concat([tenant, secret]).toString('base64url');
    expect(codes(await refresh(service, mixed))).toEqual(['INVALID_REFRESH_TOKEN']);
    expect(codes(await refresh(service, north.refreshToken))).toEqual([]);
  });

  it('ends with logout, which is true once', async () => {
    const session = await signUp(service, 'leaving@norte.example');
    const identity = identityOf(session);
    expect(await get(service, identity, logout)).toBe(true);
    expect(await get(service, identity, logout)).toBe(false);
    expect(codes(await refresh(service, session.refreshToken))).toEqual(['INVALID_REFRESH_TOKEN']);
    expect((await eventsOf(service, session.user.id)).at(-1)).toMatchObject({
      type: 'fiscal.session.revoked.v1',
      data: { sessionId: identity.sessionId, reason: 'LOGOUT' },
    });
  });

  it('is not ended by the logout of somebody else', async () => {
    const north = await signUp(service, 'staying@norte.example');
    const south = identityOf(await signUp(service, 'staying@sur.example'));
    const stolen = { ...south, sessionId: identityOf(north).sessionId };
    expect(await get(service, stolen, logout)).toBe(false);
    const { tenantId, sessionId } = identityOf(north);
    expect(await get(service, { ...stolen, tenantId, sessionId }, logout)).toBe(false);
    expect(codes(await refresh(service, north.refreshToken))).toEqual([]);
    expect(codes(await ask(service, anonymous, logout))).toEqual(['UNAUTHENTICATED']);
  });

  it('ends with the suspension of its user', async () => {
    const admin = identityOf(await signUp(service, 'boss@norte.example'));
    const { userId } = await addUser(service, admin, 'fired@norte.example', 'VIEWER');
    const sessions = [sessionOf(await login(service, 'fired@norte.example'))];
    sessions.push(sessionOf(await login(service, 'fired@norte.example')));
    await setStatus(service, admin, userId, 'SUSPENDED');
    await setStatus(service, admin, userId, 'ACTIVE');
    for (const { refreshToken } of sessions)
      expect(codes(await refresh(service, refreshToken))).toEqual(['INVALID_REFRESH_TOKEN']);
    const revoked = (await eventsOf(service, userId)).filter(({ type }) => type === 'fiscal.session.revoked.v1');
    expect(revoked.map(({ data }) => data.reason)).toEqual(['USER_NOT_ACTIVE', 'USER_NOT_ACTIVE', 'USER_NOT_ACTIVE']);
  });
});
