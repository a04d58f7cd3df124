import { randomUUID } from 'node:crypto';
import type { Tier } from '@fiscal/kit';
import { createLocalJWKSet, errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { scopeOf } from '../domain/scope.ts';
import { accessTokenMs } from '../domain/signing-key.ts';
import type { User } from '../domain/user.ts';
import type { KeyRing, Signer } from './key-ring.ts';

/** Who an access token speaks for. */
export type Grant = { readonly user: User; readonly tier: Tier; readonly sessionId: string };

export type AccessToken = { readonly accessToken: string; readonly expiresAt: Date };

export type SignAccessToken = (grant: Grant) => Promise<AccessToken>;

/** What a good access token says. */
type AccessClaims = z.output<typeof claimsShape>;

export type AccessTokens = {
  /** Gets hold of the signing key, which may need the database, so that signing after a commit cannot fail for want of it. */
  prepare(): Promise<SignAccessToken>;
  /** The claims of a token that is good by signature, type, issuer, audience and time; nothing for any other text. */
  verify(token: string): Promise<AccessClaims | undefined>;
};

const algorithm = 'EdDSA';
/** RFC 9068 §2.1 */
const type = 'at+jwt';

const claimsShape = z.object({ sub: z.string(), tenant: z.string(), sid: z.string(), exp: z.number() });

/** Access tokens as JWTs (RFC 9068), signed with Ed25519, good for 15 minutes. */
export function createAccessTokens(keys: KeyRing, issuer: string, audience: string, now: () => Date): AccessTokens {
  return {
    async prepare() {
      const signer = await keys.signer();
      return (grant) => sign(signer, issuer, audience, grant, now());
    },

    async verify(token) {
      const expected = { issuer, audience, typ: type, algorithms: [algorithm], requiredClaims: ['exp', 'sub'] };
      const keySet = createLocalJWKSet(await keys.jwks());
      try {
        const { payload } = await jwtVerify(token, keySet, { ...expected, currentDate: now() });
        return claimsShape.safeParse(payload).data;
      } catch (error) {
        if (error instanceof errors.JOSEError) return undefined;
        throw error;
      }
    },
  };
}

async function sign(signer: Signer, issuer: string, audience: string, grant: Grant, now: Date): Promise<AccessToken> {
  const { user, tier, sessionId } = grant;
  const issuedAt = Math.floor(now.getTime() / 1000);
  const expiresAt = issuedAt + accessTokenMs / 1000;
  const claims = { tenant: user.organizationId, roles: [user.role], scope: scopeOf(user.role), tier, sid: sessionId };
  const accessToken = await new SignJWT(claims)
    .setProtectedHeader({ alg: algorithm, typ: type, kid: signer.kid })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(user.id)
    .setJti(randomUUID())
    .setIssuedAt(issuedAt)
    .setExpirationTime(expiresAt)
    .sign(signer.privateKey);
  return { accessToken, expiresAt: new Date(expiresAt * 1000) };
}
