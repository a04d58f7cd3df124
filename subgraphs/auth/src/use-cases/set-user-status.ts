import { type Identity, Refusal } from '@fiscal/kit';
import { sessionRevoked, userStatusChanged } from '../domain/facts.ts';
import { changeStatus, losesAdmin, type User, type UserStatus } from '../domain/user.ts';
import type { Store, Transact } from '../store/index.ts';
import { requireActingAdmin, requireAdmin } from './acting-admin.ts';

/**
 * Suspends, reactivates or deletes a user of the caller's organisation; the sessions of one no longer active end at once.
 * Refuses UNAUTHENTICATED, FORBIDDEN, USER_NOT_ACTIVE, USER_NOT_FOUND, USER_DELETED, LAST_ADMIN.
 */
export type SetUserStatus = (identity: Identity, userId: string, status: UserStatus) => Promise<User>;

/** Makes the use case: one transaction, one at a time for an organisation. */
export function createSetUserStatus(transact: Transact, newId: () => string, now: () => Date): SetUserStatus {
  return async (identity, userId, status) => {
    const admin = requireAdmin(identity);
    return transact(admin.tenantId, async (store) => {
      const at = now();
      // Two admins who suspend each other at the same time must not both succeed.
      await store.organizations.lock(admin.tenantId);
      await requireActingAdmin(store, admin, at);
      const before = await store.users.lock(admin.tenantId, userId);
      if (!before) throw new Refusal('not_found', 'USER_NOT_FOUND', 'no such user');
      const after = changeStatus(before, status);
      if (after === before) return before;
      if (losesAdmin(before, after)) await requireOtherAdmin(store, admin.tenantId);
      await save(store, after, newId, at);
      return after;
    });
  };
}

async function save(store: Store, user: User, newId: () => string, now: Date): Promise<void> {
  await store.users.saveStatus(user);
  await store.outbox.add(userStatusChanged({ id: newId(), now }, user));
  if (user.status === 'active') return;
  const ended = await store.sessions.revokeAll(user.organizationId, user.id, 'USER_NOT_ACTIVE', now);
  await store.outbox.add(...ended.map((id) => sessionRevoked({ id: newId(), now }, user, id, 'USER_NOT_ACTIVE')));
}

/** Without an admin nobody could let anybody in again. */
async function requireOtherAdmin({ users }: Store, tenantId: string): Promise<void> {
  if ((await users.countActiveAdmins(tenantId)) < 2) {
    throw new Refusal('conflict', 'LAST_ADMIN', 'an organisation keeps at least one active admin');
  }
}
