import { createBoundedCache, type Identity, Refusal, readScopes } from '@fiscal/kit';
import { errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { z } from 'zod';
import type { Answer, Caller, Correlated, Identified, RequestRecord, Stage } from '../request.ts';

/** Says who is behind an `Authorization` header; nobody, when there is none. */
export type Authenticate = (authorization: string | undefined) => Caller | Promise<Caller>;

const via = 'gateway';
const anonymous: Caller = { identity: { kind: 'anonymous', via } };
const bearer = /^Bearer +(\S+)$/i;
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
  const verify = async (token: string): Promise<Caller> => {
    const { payload } = await jwtVerify(token, keys, { ...rules, currentDate: new Date(now()) }).catch(refuseUnfit);
    const read = claims.safeParse(payload);
    if (!read.success) throw unauthenticated(read.error);
    const caller = { identity: toIdentity(read.data), expiresAt: read.data.exp * 1_000 };
    known.set(token, caller, Math.min(caller.expiresAt, now() + rememberMs));
    return caller;
  };
  const recent = createRecent();
  return (authorization) => {
    if (!authorization) return anonymous;
    const place = placeOf(authorization);
    const last = recent[place];
    if (last && last.authorization === authorization && last.untilMs > now()) return last.caller;
    const token = bearer.exec(authorization)?.[1];
    if (!token || token.length > maxTokenLength) return Promise.reject(unauthenticated());
    const caller = known.get(token);
    if (!caller) return verify(token);
    recent[place] = { authorization, caller, untilMs: Math.min(caller.expiresAt ?? 0, now() + recentMs) };
    return caller;
  };
}

type Recent = { readonly authorization: string; readonly caller: Caller; readonly untilMs: number };

/** How much longer than that a token may be remembered, but never longer than it lives. */
const recentMs = 1_000;
const places = 1_024;

/** Headers of late, each at its place. Comparing two texts costs a tenth of hashing one, which a Map would do. */
function createRecent(): (Recent | undefined)[] {
  return Array.from({ length: places });
}

/** By the end of the header, where the signature is. */
function placeOf(authorization: string): number {
  let place = 0;
  for (let at = authorization.length - 4; at < authorization.length; at++)
    place = (place * 31 + authorization.charCodeAt(at)) | 0;
  return place & (places - 1);
}

/** Answers a request whose token is not good. */
export type RefuseBadToken = (request: Correlated, refusal: Refusal) => Answer | Promise<Answer>;

/** Finds out who asks before anything of the request is read. */
export function createAuthenticateStage(
  authenticate: Authenticate,
  refuseBadToken: RefuseBadToken,
): Stage<Correlated, Identified> {
  return (next) => {
    const proceed = (request: Correlated, caller: Caller) => {
      const record = request as RequestRecord;
      record.caller = caller;
      return next(record);
    };
    const turnAway = (request: Correlated, error: unknown) => {
      if (!(error instanceof Refusal) || error.kind !== 'unauthenticated') throw error;
      return refuseBadToken(request, error);
    };
    const wait = async (request: Correlated, pending: Promise<Caller>) => {
      let caller: Caller;
      try {
        caller = await pending;
      } catch (error) {
        return turnAway(request, error);
      }
      return proceed(request, caller);
    };
    return (request) => {
      const caller = request.caller ?? authenticate(request.authorization);
      return caller instanceof Promise ? wait(request, caller) : proceed(request, caller);
    };
  };
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
