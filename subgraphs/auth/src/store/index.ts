import type { Db, Transaction } from '@fiscal/kit';
import { createLoginFailureStore, type LoginFailureStore } from './login-failures.ts';
import { createOrganizationStore, type OrganizationStore } from './organizations.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import { createRefreshTokenStore, type RefreshTokenStore } from './refresh-tokens.ts';
import { createSessionStore, type SessionStore } from './sessions.ts';
import { createSigningKeyStore, type SigningKeyStore } from './signing-keys.ts';
import { createUserStore, type UserStore } from './users.ts';

export type { Account } from './users.ts';

export type Store = {
  readonly organizations: OrganizationStore;
  readonly users: UserStore;
  readonly sessions: SessionStore;
  readonly refreshTokens: RefreshTokenStore;
  readonly loginFailures: LoginFailureStore;
  readonly signingKeys: SigningKeyStore;
  readonly outbox: Outbox;
};

/** One transaction that sees one tenant: whatever the work throws leaves nothing behind. */
export type Transact = <R>(tenantId: string, work: (store: Store) => Promise<R>) => Promise<R>;

/** The store on one connection. */
function createStore(db: Db): Store {
  return {
    organizations: createOrganizationStore(db),
    users: createUserStore(db),
    sessions: createSessionStore(db),
    refreshTokens: createRefreshTokenStore(db),
    loginFailures: createLoginFailureStore(db),
    signingKeys: createSigningKeyStore(db),
    outbox: createOutbox(db),
  };
}

/** Hands the store to work that runs in the kit's transaction. */
export function createTransact(transaction: Transaction): Transact {
  return (tenantId, work) => transaction(tenantId, (db) => work(createStore(db)));
}
