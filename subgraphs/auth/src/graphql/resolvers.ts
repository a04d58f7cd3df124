import { Refusal, requireUser } from '@fiscal/kit';
import type { Organization } from '../domain/organization.ts';
import type { GraphqlContext } from './context.ts';
import { fromEnum, toEnum } from './enums.ts';
import type { Resolvers } from './generated.ts';

export const resolvers: Resolvers = {
  Query: {
    me: async (_, __, { identity, users }) => {
      const user = await users.load(requireUser(identity).userId);
      if (!user) throw new Refusal('unauthenticated', 'UNAUTHENTICATED', 'this user does not exist');
      return user;
    },
    organization: (_, __, { identity, organizations }) => existing(organizations, requireUser(identity).tenantId),
  },

  Mutation: {
    signUp: (_, { input }, { signUp }) => signUp(input),
    login: (_, { input }, { login }) => login(input),
    refreshToken: (_, { refreshToken }, { refreshSession }) => refreshSession(refreshToken),
    logout: (_, __, { identity, logout }) => logout(identity),
    addUser: (_, { input }, { identity, addUser }) => addUser(identity, { ...input, role: fromEnum(input.role) }),
    setUserStatus: (_, { userId, status }, { identity, setUserStatus }) =>
      setUserStatus(identity, userId, fromEnum(status)),
  },

  Session: {
    expiresAt: ({ expiresAt }) => expiresAt.toISOString(),
  },

  User: {
    __resolveReference: async ({ id }, { users }) => (await users.load(id)) ?? null,
    role: ({ role }) => toEnum(role),
    status: ({ status }) => toEnum(status),
    createdAt: ({ createdAt }) => createdAt.toISOString(),
    organization: ({ organizationId }, _, { organizations }) => existing(organizations, organizationId),
  },

  Organization: {
    __resolveReference: async ({ id }, { identity, organizations }) =>
      id === requireUser(identity).tenantId ? ((await organizations.load(id)) ?? null) : null,
    tier: ({ tier }) => toEnum(tier),
    createdAt: ({ createdAt }) => createdAt.toISOString(),
    taxpayers: ({ rfcs }) => rfcs.map((rfc) => ({ rfc })),
    users: ({ id }, _, { usersOf }) => usersOf.load(id),
  },
};

async function existing(organizations: GraphqlContext['organizations'], id: string): Promise<Organization> {
  const organization = await organizations.load(id);
  if (!organization) throw new Refusal('unauthenticated', 'UNAUTHENTICATED', 'this organisation does not exist');
  return organization;
}
