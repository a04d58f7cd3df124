import { createBoundedCache, type Identity, Refusal, readScopes } from '@fiscal/kit';
import { errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { z } from 'zod';
import type { Caller, Correlated, Identified, Stage } from '../request.ts';

/** Says who is behind an `Authorization` header; nobody, when there is none. */
export type Authenticate = (authorization: string | undefined) => Promise<Caller>;

const via = 'gateway';
const maxTokenLength = 8_192;
/** A signature costs more than all the rest of reading a request. A key that was withdrawn is noticed after this time. */
const rememberMs = 60_000;
const rememberMost = 10_000;

const claims = z.object({
  sub: z.string().min(1),
  tenant: z.string().min(1),
  roles: z.array(z.enum(['admin', 'analyst', 'viewer'])),
  tier: z.enum(['free', 'pro', 'enterprise']),
  sid: z.string().min(1),
  scope: z.string().default(''),
  exp: z.number(),
});

/**
 * Makes the check of access tokens. Errors: Refusal `UNAUTHENTICATED`, with the same words whatever is wrong with the
 * token, so that a forger learns nothing; `AUTH_UNAVAILABLE` while no token can be checked.
 */
export function createAuthenticate(
  keys: JWTVerifyGetKey,
  issuer: string,
  audience: string,
  now: () => number,
): Authenticate {
  const known = createBoundedCache<Caller>(rememberMost, now);
  const rules = {
    algorithms: ['EdDSA'],
    issuer,
    audience,
    typ: 'at+jwt',
    requiredClaims: ['exp', 'sub', 'tenant'],
  };
  return async (authorization) => {
    if (!authorization) return { identity: { kind: 'anonymous', via } };
    const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
    if (!token || token.length > maxTokenLength) throw unauthenticated();
    const remembered = known.get(token);
    if (remembered) return remembered;
    const { payload } = await jwtVerify(token, keys, { ...rules, currentDate: new Date(now()) }).catch(refuseUnfit);
    const read = claims.safeParse(payload);
    if (!read.success) throw unauthenticated(read.error);
    const caller = { identity: toIdentity(read.data), expiresAt: read.data.exp * 1_000 };
    known.set(token, caller, Math.min(caller.expiresAt, now() + rememberMs));
    return caller;
  };
}

/** Finds out who asks before anything of the request is read. */
export function createAuthenticateStage(authenticate: Authenticate): Stage<Correlated, Identified> {
  return async (request, next) => next({ ...request, caller: await authenticate(request.authorization) });
}

function toIdentity({ sub, tenant, roles, tier, sid, scope }: z.output<typeof claims>): Identity {
  return { kind: 'user', via, userId: sub, tenantId: tenant, roles, tier, sessionId: sid, scopes: readScopes(scope) };
}

function refuseUnfit(error: unknown): never {
  throw error instanceof errors.JOSEError ? unauthenticated(error) : error;
}

function unauthenticated(cause?: unknown): Refusal {
  return new Refusal('unauthenticated', 'UNAUTHENTICATED', 'the access token is not valid', { cause });
}
