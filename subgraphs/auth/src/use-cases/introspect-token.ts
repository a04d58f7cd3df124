import { type Identity, Refusal } from '@fiscal/kit';
import type { AccessTokens } from '../credentials/access-tokens.ts';
import { isAlive } from '../domain/session.ts';
import type { User } from '../domain/user.ts';
import type { Transact } from '../store/index.ts';

/** A token that is good, and whose it is. */
type LiveToken = { readonly user: User; readonly expiresAt: Date };

/**
 * Whether an access token is good now: signature, time, session not revoked, user active; nothing when it is not, or
 * when the caller is a user of another organisation. Refuses UNAUTHENTICATED.
 */
export type IntrospectToken = (identity: Identity, accessToken: string) => Promise<LiveToken | undefined>;

/** Makes the use case; `now` is when tokens and sessions are judged. */
export function createIntrospectToken(
  transact: Transact,
  accessTokens: AccessTokens,
  now: () => Date,
): IntrospectToken {
  return async (identity, accessToken) => {
    if (identity.kind === 'anonymous') throw new Refusal('unauthenticated', 'UNAUTHENTICATED', 'sign in first');
    const claims = await accessTokens.verify(accessToken);
    if (!claims || (identity.kind === 'user' && identity.tenantId !== claims.tenant)) return undefined;
    return transact(claims.tenant, async ({ sessions, users }) => {
      const session = await sessions.byId(claims.tenant, claims.sid);
      const [user] = await users.byIds(claims.tenant, [claims.sub]);
      if (!session || !user || session.userId !== user.id) return undefined;
      const good = isAlive(session, now()) && user.status === 'active';
      return good ? { user, expiresAt: new Date(claims.exp * 1000) } : undefined;
    });
  };
}
