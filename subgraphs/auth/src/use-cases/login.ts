import { everyTenant, Refusal } from '@fiscal/kit';
import type { AccessTokens, SignAccessToken } from '../credentials/access-tokens.ts';
import { hashEmail } from '../credentials/email-hash.ts';
import type { Passwords } from '../credentials/passwords.ts';
import { parseEmail } from '../domain/email.ts';
import { loginFailed, unknownLoginFailed } from '../domain/facts.ts';
import { requireAttemptLeft, throttleSince } from '../domain/login-throttle.ts';
import { noTenant } from '../domain/organization.ts';
import { parsePassword } from '../domain/password.ts';
import type { User } from '../domain/user.ts';
import type { Account, Store, Transact } from '../store/index.ts';
import { openSession } from './open-session.ts';
import type { SignedIn } from './signed-in.ts';

type LoginInput = { readonly email: string; readonly password: string };

/**
 * Exchanges e-mail and password for a session. Unknown address and wrong password are told apart neither by answer nor
 * by time. Refuses INVALID_CREDENTIALS, USER_NOT_ACTIVE (only to who knows the password), RATE_LIMITED, INVALID_INPUT.
 */
export type Login = (input: LoginInput) => Promise<SignedIn>;

/** What is known of one attempt once the password was compared. */
type Attempt = {
  readonly emailHash: string;
  readonly user: User | undefined;
  readonly matches: boolean;
  readonly at: Date;
};

/** How an attempt ends. A refusal is a value here, since what is stored of it must be committed. */
type Outcome = Refusal | ((sign: SignAccessToken) => Promise<SignedIn>);

/** Makes the use case: the password is compared between two transactions, so that no connection waits for it. */
export function createLogin(
  transact: Transact,
  passwords: Passwords,
  accessTokens: AccessTokens,
  newId: () => string,
  now: () => Date,
): Login {
  return async (input) => {
    const email = parseEmail(input.email);
    const password = parsePassword(input.password);
    const emailHash = hashEmail(email);
    const account = await findAccount(transact, email, emailHash, now());
    const matches = await passwords.matches(account?.passwordHash, password);
    const sign = await accessTokens.prepare();
    const attempt = { emailHash, user: account?.user, matches, at: now() };
    const tenant = account?.user.organizationId ?? noTenant;
    const outcome = await transact(tenant, (store) => decide(store, attempt, newId));
    if (outcome instanceof Refusal) throw outcome;
    return outcome(sign);
  };
}

/**
 * The only work across tenants in this service: an address has to be found before it is known whose it is. One row is
 * read, by a key that is unique across tenants; everything that follows runs as that row's tenant.
 */
function findAccount(transact: Transact, email: string, emailHash: string, now: Date): Promise<Account | undefined> {
  return transact(everyTenant, async ({ loginFailures, users }) => {
    requireAttemptLeft(await loginFailures.of(emailHash), now);
    return users.byEmail(email);
  });
}

/** Decides attempts on one address one at a time, so that guessing in parallel gains nothing over the throttle. */
async function decide(store: Store, { emailHash, user, matches, at }: Attempt, newId: () => string): Promise<Outcome> {
  requireAttemptLeft(await store.loginFailures.lock(emailHash, at), at);
  if (user && matches) {
    await store.loginFailures.clear(emailHash);
    return admit(store, user, newId, at);
  }
  const since = throttleSince(at);
  await store.loginFailures.add(emailHash, since, at);
  await store.loginFailures.forget(since);
  const stamp = { id: newId(), now: at };
  await store.outbox.add(user ? loginFailed(stamp, user, 'WRONG_PASSWORD') : unknownLoginFailed(stamp, emailHash));
  return new Refusal('unauthenticated', 'INVALID_CREDENTIALS', 'e-mail address or password is wrong');
}

/** The user is read again and held: a suspension that comes meanwhile either stops this or ends the new session. */
async function admit(store: Store, { organizationId, id }: User, newId: () => string, at: Date): Promise<Outcome> {
  const user = await store.users.hold(organizationId, id);
  if (!user) throw new Error(`user ${id} is gone`);
  if (user.status !== 'active') {
    await store.outbox.add(loginFailed({ id: newId(), now: at }, user, 'USER_NOT_ACTIVE'));
    return new Refusal('forbidden', 'USER_NOT_ACTIVE', 'this user is not active');
  }
  const organization = await store.organizations.byId(organizationId);
  if (!organization) throw new Error(`user ${id} has no organisation`);
  const { sessionId, refreshToken } = await openSession(store, user, newId, at);
  return async (sign) => ({ ...(await sign({ user, tier: organization.tier, sessionId })), refreshToken, user });
}
