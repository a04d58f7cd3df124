import { Refusal, type Role } from '@fiscal/kit';

export type UserStatus = 'active' | 'suspended' | 'deleted';

/** A person who acts for one organisation. */
export type User = {
  readonly id: string;
  readonly organizationId: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly status: UserStatus;
  /** Grows by one with every change, so that events of one user can be told apart. */
  readonly version: number;
  readonly createdAt: Date;
};

/** The most users an organisation has at a time, deleted ones not counted: what a list of them returns at most. */
export const maxUsers = 1000;

/**
 * The user with another status. Deletion is final: the e-mail address may be another user's by then.
 * Refuses USER_DELETED.
 */
export function changeStatus(user: User, status: UserStatus): User {
  if (user.status === status) return user;
  if (user.status === 'deleted') throw new Refusal('conflict', 'USER_DELETED', 'a deleted user stays deleted');
  return { ...user, status, version: user.version + 1 };
}

/** Refuses USER_NOT_ACTIVE when the user is suspended or deleted. */
export function requireActive(user: User): void {
  if (user.status !== 'active') throw new Refusal('forbidden', 'USER_NOT_ACTIVE', 'this user is not active');
}

/** Whether the change takes an active admin away from the organisation. */
export function losesAdmin(before: User, after: User): boolean {
  return before.role === 'admin' && before.status === 'active' && after.status !== 'active';
}
