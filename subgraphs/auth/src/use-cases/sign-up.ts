import type { Tier } from '@fiscal/kit';
import type { AccessTokens } from '../credentials/access-tokens.ts';
import type { Passwords } from '../credentials/passwords.ts';
import { parseEmail } from '../domain/email.ts';
import { userCreated } from '../domain/facts.ts';
import { parseName } from '../domain/name.ts';
import type { Organization } from '../domain/organization.ts';
import { parseNewPassword } from '../domain/password.ts';
import { parseRfcs } from '../domain/rfc.ts';
import type { User } from '../domain/user.ts';
import type { Transact } from '../store/index.ts';
import { openSession } from './open-session.ts';
import type { SignedIn } from './signed-in.ts';

type SignUpInput = {
  readonly organizationName: string;
  readonly rfcs: readonly string[];
  readonly email: string;
  readonly name: string;
  readonly password: string;
};

/**
 * Opens an organisation with its first admin and signs that one in.
 * Refuses INVALID_INPUT, WEAK_PASSWORD, EMAIL_TAKEN, RFC_TAKEN, RATE_LIMITED.
 */
export type SignUp = (input: SignUpInput) => Promise<SignedIn>;

/** Makes the use case; `tier` is what new organisations get. */
export function createSignUp(
  transact: Transact,
  passwords: Passwords,
  accessTokens: AccessTokens,
  tier: Tier,
  newId: () => string,
  now: () => Date,
): SignUp {
  return async (input) => {
    const password = parseNewPassword(input.password);
    const organization = found(input, tier, newId(), now());
    const user = firstAdmin(input, organization, newId());
    const passwordHash = await passwords.hash(password);
    const sign = await accessTokens.prepare();
    const { sessionId, refreshToken } = await transact(organization.id, async (store) => {
      await store.organizations.add(organization);
      await store.users.add(user, passwordHash);
      await store.outbox.add(userCreated({ id: newId(), now: user.createdAt }, user));
      return openSession(store, user, newId, user.createdAt);
    });
    return { ...(await sign({ user, tier, sessionId })), refreshToken, user };
  };
}

function found(input: SignUpInput, tier: Tier, id: string, createdAt: Date): Organization {
  return { id, name: parseName(input.organizationName), tier, rfcs: parseRfcs(input.rfcs), createdAt };
}

function firstAdmin(input: SignUpInput, organization: Organization, id: string): User {
  return {
    id,
    organizationId: organization.id,
    email: parseEmail(input.email),
    name: parseName(input.name),
    role: 'admin',
    status: 'active',
    version: 1,
    createdAt: organization.createdAt,
  };
}
