import type { Role, Tier } from '@fiscal/kit';
import type { Organization } from '../domain/organization.ts';
import type { User, UserStatus } from '../domain/user.ts';
import {
  type Organization as OrganizationMessage,
  Role as RoleMessage,
  Tier as TierMessage,
  type User as UserMessage,
  UserStatus as UserStatusMessage,
} from './generated/auth.ts';

const roles: Readonly<Record<Role, RoleMessage>> = {
  admin: RoleMessage.ADMIN,
  analyst: RoleMessage.ANALYST,
  viewer: RoleMessage.VIEWER,
};

const statuses: Readonly<Record<UserStatus, UserStatusMessage>> = {
  active: UserStatusMessage.ACTIVE,
  suspended: UserStatusMessage.SUSPENDED,
  deleted: UserStatusMessage.DELETED,
};

const tiers: Readonly<Record<Tier, TierMessage>> = {
  free: TierMessage.FREE,
  pro: TierMessage.PRO,
  enterprise: TierMessage.ENTERPRISE,
};

/** A role as the contract numbers it. */
export function toRoleMessage(role: Role): RoleMessage {
  return roles[role];
}

/** A user as the contract tells it. */
export function toUserMessage({ id, organizationId, email, name, role, status }: User): UserMessage {
  return { id, organizationId, email, name, role: roles[role], status: statuses[status] };
}

/** An organisation as the contract tells it. */
export function toOrganizationMessage({ id, name, tier, rfcs }: Organization): OrganizationMessage {
  return { id, name, tier: tiers[tier], rfcs: [...rfcs] };
}
