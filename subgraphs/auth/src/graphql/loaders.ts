import { type Identity, requireUser } from '@fiscal/kit';
import DataLoader from 'dataloader';
import type { Organization } from '../domain/organization.ts';
import type { User } from '../domain/user.ts';
import type { Store, Transact } from '../store/index.ts';

export type Loaders = {
  /** Users of the caller's organisation; a user of another one is not there. Refuses UNAUTHENTICATED. */
  readonly users: DataLoader<string, User | undefined>;
  /** Organisations by id. Who asks for one must have shown that it is the caller's. */
  readonly organizations: DataLoader<string, Organization | undefined>;
  /** The users of organisations, under the same condition. */
  readonly usersOf: DataLoader<string, readonly User[]>;
};

const maxBatchSize = 1000;

/** Loaders for one request: whatever it asks for is one query a kind, and asked once. */
export function createLoaders(transact: Transact, identity: Identity): Loaders {
  return {
    users: new DataLoader((ids) => loadUsers(transact, identity, ids), { maxBatchSize }),
    organizations: byTenant(transact, ({ organizations }, tenantId) => organizations.byId(tenantId)),
    usersOf: byTenant(transact, ({ users }, tenantId) => users.list(tenantId)),
  };
}

async function loadUsers(transact: Transact, identity: Identity, ids: readonly string[]) {
  const { tenantId } = requireUser(identity);
  const found = await transact(tenantId, ({ users }) => users.byIds(tenantId, ids));
  const byId = new Map(found.map((user) => [user.id, user]));
  return ids.map((id) => byId.get(id));
}

/** A transaction sees one tenant; in practice a request names no other than its own. */
function byTenant<V>(transact: Transact, read: (store: Store, tenantId: string) => Promise<V>): DataLoader<string, V> {
  return new DataLoader((tenantIds) => Promise.all(tenantIds.map((id) => transact(id, (store) => read(store, id)))));
}
