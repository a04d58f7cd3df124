import { everyTenant, type Identity, Refusal } from '@fiscal/kit';
import { identityOf } from '@fiscal/kit/grpc';
import type { Transact } from '../store/index.ts';
import type { IntrospectToken } from '../use-cases/introspect-token.ts';
import type { AuthServiceImplementation } from './generated/auth.ts';
import { toOrganizationMessage, toRoleMessage, toUserMessage } from './messages.ts';

/** The gRPC door: who users and organisations are, for the other subgraphs. */
export function createAuthService(transact: Transact, introspectToken: IntrospectToken): AuthServiceImplementation {
  return {
    async getUser({ organizationId, userId }, call) {
      const tenantId = tenantOf(identityOf(call), organizationId) ?? refuse(userNotFound);
      const [user] = await transact(tenantId, ({ users }) => users.byIds(tenantId, [userId]));
      return { user: toUserMessage(user ?? refuse(userNotFound)) };
    },

    async listUsers({ organizationId }, call) {
      const tenantId = tenantOf(identityOf(call), organizationId) ?? refuse(organizationNotFound);
      const all = await transact(tenantId, ({ users }) => users.list(tenantId));
      return { users: all.filter(({ status }) => status === 'active').map(toUserMessage) };
    },

    async getOrganization({ organizationId }, call) {
      const tenantId = tenantOf(identityOf(call), organizationId) ?? refuse(organizationNotFound);
      const organization = await transact(tenantId, ({ organizations }) => organizations.byId(tenantId));
      return { organization: toOrganizationMessage(organization ?? refuse(organizationNotFound)) };
    },

    async introspectToken({ accessToken }, call) {
      const live = await introspectToken(identityOf(call), accessToken);
      if (!live) return { active: false };
      const { user, expiresAt } = live;
      return {
        active: true,
        userId: user.id,
        organizationId: user.organizationId,
        role: toRoleMessage(user.role),
        expiresAt,
      };
    },
  };
}

const userNotFound = () => new Refusal('not_found', 'USER_NOT_FOUND', 'no such user');
const organizationNotFound = () => new Refusal('not_found', 'ORGANIZATION_NOT_FOUND', 'no such organisation');

function refuse(refusal: () => Refusal): never {
  throw refusal();
}

/**
 * The organisation a call is about: a user's own, named or not, and for a service the one it names. Nothing when it is
 * another one: to the caller that one does not exist.
 */
function tenantOf(identity: Identity, named: string): string | undefined {
  if (identity.kind === 'anonymous') throw new Refusal('unauthenticated', 'UNAUTHENTICATED', 'sign in first');
  if (identity.kind === 'service') return named === everyTenant || named === '' ? undefined : named;
  return named === '' || named === identity.tenantId ? identity.tenantId : undefined;
}
