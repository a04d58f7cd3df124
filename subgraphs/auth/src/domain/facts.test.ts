import { describe, expect, it } from '@jest/globals';
import { loginSucceeded, sessionRevoked, unknownLoginFailed, userStatusChanged } from './facts.ts';
import type { User } from './user.ts';

const now = new Date('2026-03-01T12:00:00Z');
const stamp = { id: 'e-1', now };
const user: User = {
  id: 'u-1',
  organizationId: 'o-1',
  email: 'admin@norte.example',
  name: 'Admin',
  role: 'admin',
  status: 'suspended',
  version: 2,
  createdAt: now,
};

describe('a fact', () => {
  it('is a CloudEvent of the user, keyed by its id', () => {
    expect(loginSucceeded(stamp, user, 's-1')).toEqual({
      id: 'e-1',
      type: 'fiscal.auth.succeeded.v1',
      source: '/auth',
      subject: 'u-1',
      tenant: 'o-1',
      aggregateVersion: 2,
      time: '2026-03-01T12:00:00.000Z',
      data: { userId: 'u-1', organizationId: 'o-1', sessionId: 's-1', occurredAt: '2026-03-01T12:00:00.000Z' },
    });
  });

  it('carries the whole state of a user', () => {
    expect(userStatusChanged(stamp, user).data).toEqual({
      userId: 'u-1',
      organizationId: 'o-1',
      email: 'admin@norte.example',
      name: 'Admin',
      role: 'ADMIN',
      status: 'SUSPENDED',
      occurredAt: '2026-03-01T12:00:00.000Z',
    });
  });

  it('says why a session ended', () => {
    expect(sessionRevoked(stamp, user, 's-1', 'TOKEN_REUSED')).toMatchObject({
      type: 'fiscal.session.revoked.v1',
      data: { sessionId: 's-1', reason: 'TOKEN_REUSED' },
    });
  });

  it('names no tenant and no address when the user is unknown', () => {
    expect(unknownLoginFailed(stamp, 'ab12')).toMatchObject({
      subject: 'ab12',
      tenant: '-',
      aggregateVersion: 0,
      data: { userId: null, organizationId: null, reason: 'UNKNOWN_USER' },
    });
  });
});
