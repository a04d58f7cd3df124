import { type Identity, Refusal, type Role } from '@fiscal/kit';
import type { Passwords } from '../credentials/passwords.ts';
import { parseEmail } from '../domain/email.ts';
import { userCreated } from '../domain/facts.ts';
import { parseName } from '../domain/name.ts';
import { parseNewPassword } from '../domain/password.ts';
import { maxUsers, type User } from '../domain/user.ts';
import type { Store, Transact } from '../store/index.ts';
import { requireActingAdmin, requireAdmin } from './acting-admin.ts';

type AddUserInput = {
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly password: string;
};

/**
 * Adds a user to the caller's organisation.
 * Refuses UNAUTHENTICATED, FORBIDDEN, USER_NOT_ACTIVE, INVALID_INPUT, WEAK_PASSWORD, EMAIL_TAKEN, TOO_MANY_USERS, RATE_LIMITED.
 */
export type AddUser = (identity: Identity, input: AddUserInput) => Promise<User>;

/** Makes the use case; the password is hashed before the transaction begins, which so stays short. */
export function createAddUser(transact: Transact, passwords: Passwords, newId: () => string, now: () => Date): AddUser {
  return async (identity, input) => {
    const admin = requireAdmin(identity);
    const password = parseNewPassword(input.password);
    const user = newUser(input, admin.tenantId, newId(), now());
    const passwordHash = await passwords.hash(password);
    return transact(admin.tenantId, async (store) => {
      await requireActingAdmin(store, admin, user.createdAt);
      await requireRoom(store, admin.tenantId);
      await store.users.add(user, passwordHash);
      await store.outbox.add(userCreated({ id: newId(), now: user.createdAt }, user));
      return user;
    });
  };
}

async function requireRoom({ organizations, users }: Store, tenantId: string): Promise<void> {
  await organizations.lock(tenantId);
  if ((await users.count(tenantId)) >= maxUsers) {
    throw new Refusal('conflict', 'TOO_MANY_USERS', `an organisation has at most ${maxUsers} users`);
  }
}

function newUser(input: AddUserInput, organizationId: string, id: string, createdAt: Date): User {
  const { role } = input;
  const named = { email: parseEmail(input.email), name: parseName(input.name) };
  return { id, organizationId, ...named, role, status: 'active', version: 1, createdAt };
}
