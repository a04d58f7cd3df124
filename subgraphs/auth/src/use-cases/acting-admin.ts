import { type Identity, Refusal, requireRole, type UserIdentity } from '@fiscal/kit';
import { isAlive } from '../domain/session.ts';
import { requireActive } from '../domain/user.ts';
import type { Store } from '../store/index.ts';

/**
 * Checks an admin against the store, since an access token outlives a suspension or a logout by up to 15 minutes: too
 * long for one who manages users. Refuses UNAUTHENTICATED, USER_NOT_ACTIVE, FORBIDDEN.
 */
export async function requireActingAdmin(store: Store, identity: UserIdentity, now: Date): Promise<void> {
  const session = await store.sessions.byId(identity.tenantId, identity.sessionId);
  const [admin] = await store.users.byIds(identity.tenantId, [identity.userId]);
  if (!admin) throw new Refusal('unauthenticated', 'UNAUTHENTICATED', 'this user does not exist');
  requireActive(admin);
  if (!session || session.userId !== admin.id || !isAlive(session, now)) {
    throw new Refusal('unauthenticated', 'UNAUTHENTICATED', 'this session has ended');
  }
  if (admin.role !== 'admin') throw new Refusal('forbidden', 'FORBIDDEN', 'only admins may do this');
}

/** The identity as an admin's, by its token alone. Refuses UNAUTHENTICATED, FORBIDDEN. */
export function requireAdmin(identity: Identity): UserIdentity {
  return requireRole(identity, 'admin');
}
