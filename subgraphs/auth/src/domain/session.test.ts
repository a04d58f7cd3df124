import { describe, expect, it } from '@jest/globals';
import { isAlive, judgeRefresh, type RefreshToken, refreshTokenEnd, type Session } from './session.ts';

const noon = new Date('2026-03-01T12:00:00Z');
const session: Session = {
  id: 's-1',
  organizationId: 'o-1',
  userId: 'u-1',
  createdAt: noon,
  expiresAt: refreshTokenEnd(noon),
  revokedAt: null,
};
const token: RefreshToken = {
  hash: Buffer.alloc(32),
  sessionId: 's-1',
  organizationId: 'o-1',
  expiresAt: refreshTokenEnd(noon),
  usedAt: null,
};

describe('a refresh token', () => {
  it('lives for 30 days', () => {
    expect(refreshTokenEnd(noon).toISOString()).toBe('2026-03-31T12:00:00.000Z');
    expect(judgeRefresh(token, session, new Date('2026-03-31T11:59:59.999Z'))).toBe('rotate');
    expect(judgeRefresh(token, session, new Date('2026-03-31T12:00:00Z'))).toBe('invalid');
  });

  it('is good once', () => {
    expect(judgeRefresh({ ...token, usedAt: noon }, session, noon)).toBe('reused');
    expect(judgeRefresh({ ...token, usedAt: noon }, { ...session, revokedAt: noon }, noon)).toBe('reused');
  });

  it('ends with its session', () => {
    expect(judgeRefresh(token, { ...session, revokedAt: noon }, noon)).toBe('invalid');
    expect(judgeRefresh(token, { ...session, expiresAt: noon }, noon)).toBe('invalid');
  });
});

describe('a session', () => {
  it('is alive until it is revoked or ends', () => {
    expect(isAlive(session, noon)).toBe(true);
    expect(isAlive({ ...session, revokedAt: noon }, noon)).toBe(false);
    expect(isAlive(session, session.expiresAt)).toBe(false);
  });
});
