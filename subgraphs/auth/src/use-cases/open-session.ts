import { makeRefreshToken } from '../credentials/refresh-tokens.ts';
import { loginSucceeded } from '../domain/facts.ts';
import { refreshTokenEnd } from '../domain/session.ts';
import type { User } from '../domain/user.ts';
import type { Store } from '../store/index.ts';

export type OpenedSession = { readonly sessionId: string; readonly refreshToken: string };

/** Begins a session for a user who has just proved who he is, and says so; within the caller's transaction. */
export async function openSession(store: Store, user: User, newId: () => string, now: Date): Promise<OpenedSession> {
  const family = { sessionId: newId(), organizationId: user.organizationId, expiresAt: refreshTokenEnd(now) };
  const { sessionId, organizationId, expiresAt } = family;
  const { text, hash } = makeRefreshToken(organizationId);
  await store.sessions.add({
    id: sessionId,
    organizationId,
    userId: user.id,
    createdAt: now,
    expiresAt,
    revokedAt: null,
  });
  await store.refreshTokens.add({ hash, sessionId, organizationId, expiresAt, usedAt: null }, now);
  await store.outbox.add(loginSucceeded({ id: newId(), now }, user, sessionId));
  return { sessionId, refreshToken: text };
}
