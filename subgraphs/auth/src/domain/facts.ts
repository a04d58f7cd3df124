import type { Event } from '@fiscal/kit/events';
import { noTenant } from './organization.ts';
import type { RevocationReason } from './session.ts';
import type { User } from './user.ts';

/** What happened in auth, as the contract's events say it. */
export type Fact = Event<Readonly<Record<string, string | null>>>;

export type LoginFailure = 'WRONG_PASSWORD' | 'UNKNOWN_USER' | 'USER_NOT_ACTIVE';

/** Makes a fact a CloudEvent: id and time are the caller's, so that a test can fix them. */
export type Stamp = { readonly id: string; readonly now: Date };

function fact(
  stamp: Stamp,
  name: string,
  about: { subject: string; tenant: string; version: number },
  data: Fact['data'],
): Fact {
  return {
    id: stamp.id,
    type: `fiscal.${name}.v1`,
    source: '/auth',
    subject: about.subject,
    tenant: about.tenant,
    aggregateVersion: about.version,
    time: stamp.now.toISOString(),
    data: { ...data, occurredAt: stamp.now.toISOString() },
  };
}

function ofUser(user: User) {
  return { subject: user.id, tenant: user.organizationId, version: user.version };
}

/** A user signed in. */
export function loginSucceeded(stamp: Stamp, user: User, sessionId: string): Fact {
  return fact(stamp, 'auth.succeeded', ofUser(user), {
    userId: user.id,
    organizationId: user.organizationId,
    sessionId,
  });
}

/** A known user was refused. */
export function loginFailed(stamp: Stamp, user: User, reason: LoginFailure): Fact {
  return fact(stamp, 'auth.failed', ofUser(user), { userId: user.id, organizationId: user.organizationId, reason });
}

/** Somebody tried an address that is nobody's; only its SHA-256 is told, for it may be a mistyped one of a real person. */
export function unknownLoginFailed(stamp: Stamp, emailHash: string): Fact {
  const about = { subject: emailHash, tenant: noTenant, version: 0 };
  return fact(stamp, 'auth.failed', about, { userId: null, organizationId: null, reason: 'UNKNOWN_USER' });
}

/** A session ended before its time. */
export function sessionRevoked(stamp: Stamp, user: User, sessionId: string, reason: RevocationReason): Fact {
  const data = { sessionId, userId: user.id, organizationId: user.organizationId, reason };
  return fact(stamp, 'session.revoked', ofUser(user), data);
}

/** A user was added to an organisation. */
export function userCreated(stamp: Stamp, user: User): Fact {
  return fact(stamp, 'user.created', ofUser(user), userState(user));
}

/** A user was suspended, reactivated or deleted. */
export function userStatusChanged(stamp: Stamp, user: User): Fact {
  return fact(stamp, 'user.status-changed', ofUser(user), userState(user));
}

function userState({ id, organizationId, email, name, role, status }: User): Fact['data'] {
  return { userId: id, organizationId, email, name, role: role.toUpperCase(), status: status.toUpperCase() };
}
