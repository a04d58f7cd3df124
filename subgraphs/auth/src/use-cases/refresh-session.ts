import { Refusal } from '@fiscal/kit';
import type { AccessTokens, Grant } from '../credentials/access-tokens.ts';
import { makeRefreshToken, readRefreshToken } from '../credentials/refresh-tokens.ts';
import { sessionRevoked } from '../domain/facts.ts';
import { isAlive, judgeRefresh, type RefreshToken, refreshTokenEnd, type Session } from '../domain/session.ts';
import { requireActive, type User } from '../domain/user.ts';
import type { Store, Transact } from '../store/index.ts';
import type { SignedIn } from './signed-in.ts';

/**
 * Exchanges a refresh token for the next session. The second use of one, whoever comes second, revokes all that followed
 * from the same login (RFC 9700 §4.14.2), even what the first use just gave.
 * Refuses INVALID_REFRESH_TOKEN, REFRESH_TOKEN_REUSED, USER_NOT_ACTIVE.
 */
export type RefreshSession = (refreshToken: string) => Promise<SignedIn>;

type Rotated = { readonly grant: Grant; readonly refreshToken: string };

/** Makes the use case: one transaction, which is committed for a reuse too. */
export function createRefreshSession(
  transact: Transact,
  accessTokens: AccessTokens,
  newId: () => string,
  now: () => Date,
): RefreshSession {
  return async (text) => {
    const given = readRefreshToken(text);
    if (!given) throw invalid();
    const sign = await accessTokens.prepare();
    // A reuse is refused by a value, since the revocation must be committed.
    const outcome = await transact(given.organizationId, (store) =>
      exchange(store, given.organizationId, given.hash, newId, now()),
    );
    if (outcome instanceof Refusal) throw outcome;
    const { grant, refreshToken } = outcome;
    return { ...(await sign(grant)), refreshToken, user: grant.user };
  };
}

/** The family is held first, so that of two who use one token at the same time exactly one finds it unused. */
async function exchange(
  store: Store,
  tenantId: string,
  hash: Buffer,
  newId: () => string,
  now: Date,
): Promise<Rotated | Refusal> {
  const session = await store.sessions.lockFamily(tenantId, hash);
  const token = await store.refreshTokens.byHash(tenantId, hash);
  if (!session || !token) return invalid();
  const verdict = judgeRefresh(token, session, now);
  if (verdict === 'invalid') return invalid();
  const user = await ownerOf(store, session);
  if (verdict === 'rotate') return rotate(store, token, session, user, now);
  if (isAlive(session, now)) {
    await store.sessions.revoke(tenantId, session.id, 'TOKEN_REUSED', now);
    await store.outbox.add(sessionRevoked({ id: newId(), now }, user, session.id, 'TOKEN_REUSED'));
  }
  return new Refusal('unauthenticated', 'REFRESH_TOKEN_REUSED', 'this refresh token was used before; sign in again');
}

async function rotate(store: Store, token: RefreshToken, session: Session, user: User, now: Date): Promise<Rotated> {
  requireActive(user);
  const { organizationId, id: sessionId } = session;
  const organization = await store.organizations.byId(organizationId);
  if (!organization) throw new Error(`session ${sessionId} has no organisation`);
  const { text, hash } = makeRefreshToken(organizationId);
  const expiresAt = refreshTokenEnd(now);
  await store.refreshTokens.markUsed(organizationId, token.hash, now);
  await store.refreshTokens.add({ hash, sessionId, organizationId, expiresAt, usedAt: null }, now);
  await store.sessions.extend(organizationId, sessionId, expiresAt);
  return { grant: { user, tier: organization.tier, sessionId }, refreshToken: text };
}

async function ownerOf(store: Store, { organizationId, userId, id }: Session): Promise<User> {
  const [user] = await store.users.byIds(organizationId, [userId]);
  if (!user) throw new Error(`session ${id} has no user`);
  return user;
}

function invalid(): Refusal {
  return new Refusal('unauthenticated', 'INVALID_REFRESH_TOKEN', 'this refresh token is not good; sign in again');
}
