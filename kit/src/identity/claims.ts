import type { JWTPayload } from 'jose';
import { z } from 'zod';
import type { Identity } from './identity.ts';

export const tokenType = 'fiscal-internal+jwt';
export const tokenAlgorithm = 'EdDSA';
export const tokenLifetimeSeconds = 60;

const claims = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('anonymous') }),
  z.object({ kind: z.literal('service') }),
  z.object({
    kind: z.literal('user'),
    sub: z.string().min(1),
    tenant: z.string().min(1),
    roles: z.array(z.enum(['admin', 'analyst', 'viewer'])),
    tier: z.enum(['free', 'pro', 'enterprise']),
    sid: z.string(),
    scope: z.string().default(''),
  }),
]);

/** The claims that say who is behind a call; the signer's name is the token's issuer, not a claim of its own. */
export function toClaims(identity: Identity): JWTPayload & { sub: string } {
  if (identity.kind !== 'user') return { kind: identity.kind, sub: identity.kind };
  const { userId, tenantId, roles, tier, sessionId, scopes } = identity;
  const claims = { kind: 'user', sub: userId, tenant: tenantId, roles: [...roles], tier, sid: sessionId };
  return scopes.length > 0 ? { ...claims, scope: scopes.join(' ') } : claims;
}

/** Reads verified claims back into an identity vouched for by `via`; throws a ZodError when they are not whole. */
export function fromClaims(payload: JWTPayload, via: string): Identity {
  const read = claims.parse(payload);
  if (read.kind !== 'user') return { kind: read.kind, via };
  const { sub, tenant, roles, tier, sid, scope } = read;
  return { kind: 'user', via, userId: sub, tenantId: tenant, roles, tier, sessionId: sid, scopes: readScopes(scope) };
}

/** The scopes of a token's `scope` claim, which has spaces between them. */
export function readScopes(scope: string): readonly string[] {
  return scope.split(' ').filter(Boolean);
}
