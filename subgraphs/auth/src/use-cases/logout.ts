import { type Identity, requireUser } from '@fiscal/kit';
import { sessionRevoked } from '../domain/facts.ts';
import { isAlive } from '../domain/session.ts';
import type { Transact } from '../store/index.ts';

/** Ends the caller's session; answers whether there was one to end. Refuses UNAUTHENTICATED. */
export type Logout = (identity: Identity) => Promise<boolean>;

/** Makes the use case: one transaction. */
export function createLogout(transact: Transact, newId: () => string, now: () => Date): Logout {
  return async (identity) => {
    const { tenantId, userId, sessionId } = requireUser(identity);
    return transact(tenantId, async ({ sessions, users, outbox }) => {
      const at = now();
      const session = await sessions.lock(tenantId, sessionId);
      const [user] = await users.byIds(tenantId, [userId]);
      if (!session || !user || session.userId !== userId || !isAlive(session, at)) return false;
      await sessions.revoke(tenantId, sessionId, 'LOGOUT', at);
      await outbox.add(sessionRevoked({ id: newId(), now: at }, user, sessionId, 'LOGOUT'));
      return true;
    });
  };
}
