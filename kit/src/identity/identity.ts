import { Refusal } from '../refusal.ts';

export type Role = 'admin' | 'analyst' | 'viewer';
export type Tier = 'free' | 'pro' | 'enterprise';

/** A signed-in user, as the service `via` vouches for. */
export type UserIdentity = {
  readonly kind: 'user';
  readonly via: string;
  readonly userId: string;
  readonly tenantId: string;
  readonly roles: readonly Role[];
  readonly tier: Tier;
  readonly sessionId: string;
  /** The OAuth scopes of the access token (RFC 6749 §3.3). */
  readonly scopes: readonly string[];
};

/** On whose behalf a call between services is made; `via` is the service that signed for it. */
export type Identity =
  | { readonly kind: 'anonymous'; readonly via: string }
  | UserIdentity
  | { readonly kind: 'service'; readonly via: string };

/** @throws Refusal `UNAUTHENTICATED` unless a user is behind the call. */
export function requireUser(identity: Identity): UserIdentity {
  if (identity.kind !== 'user') throw new Refusal('unauthenticated', 'UNAUTHENTICATED', 'sign in first');
  return identity;
}

/** @throws Refusal `UNAUTHENTICATED` without a user, `FORBIDDEN` when the user has none of the roles. */
export function requireRole(identity: Identity, ...roles: Role[]): UserIdentity {
  const user = requireUser(identity);
  if (user.roles.some((role) => roles.includes(role))) return user;
  throw new Refusal('forbidden', 'FORBIDDEN', `this needs the role ${roles.join(' or ')}`);
}
